package sim

import "math"

// city is a place where viewers live. Weights are the millions of inhabitants
// of the urban area (rounded from the UN's World Urbanization Prospects 2018
// and national censuses), times the factor of its region below.
type city struct {
	name     string
	lat, lon float64 // degrees
	weight   float64
	region   region
}

type region uint8

const (
	europe region = iota
	northAmerica
	elsewhere
)

// regionFactor weighs the regions: the audience of a channel is mostly on one or
// two continents. With these, six viewers of ten are in Europe, three in North
// America and one elsewhere, and the round-trip times between two of them have
// the median and the tail that the project's targets assume.
var regionFactor = [...]float64{europe: 2, northAmerica: 1, elsewhere: 0.2}

var cities = [...]city{
	{"New York", 40.71, -74.01, 20, northAmerica},
	{"Los Angeles", 34.05, -118.24, 13, northAmerica},
	{"Chicago", 41.88, -87.63, 9.5, northAmerica},
	{"Dallas", 32.78, -96.80, 7.6, northAmerica},
	{"Houston", 29.76, -95.37, 7.1, northAmerica},
	{"Washington", 38.91, -77.04, 6.3, northAmerica},
	{"Miami", 25.76, -80.19, 6.1, northAmerica},
	{"Philadelphia", 39.95, -75.17, 6.2, northAmerica},
	{"Atlanta", 33.75, -84.39, 6.1, northAmerica},
	{"Boston", 42.36, -71.06, 4.9, northAmerica},
	{"Phoenix", 33.45, -112.07, 4.9, northAmerica},
	{"San Francisco", 37.77, -122.42, 7.5, northAmerica},
	{"Seattle", 47.61, -122.33, 4.0, northAmerica},
	{"Denver", 39.74, -104.99, 3.0, northAmerica},
	{"Minneapolis", 44.98, -93.27, 3.7, northAmerica},
	{"Toronto", 43.65, -79.38, 6.4, northAmerica},
	{"Montreal", 45.50, -73.57, 4.3, northAmerica},
	{"Vancouver", 49.28, -123.12, 2.6, northAmerica},
	{"Mexico City", 19.43, -99.13, 21, elsewhere},
	{"Guadalajara", 20.67, -103.35, 5.3, elsewhere},
	{"Bogota", 4.71, -74.07, 11, elsewhere},
	{"Lima", -12.05, -77.04, 10, elsewhere},
	{"Santiago", -33.45, -70.67, 6.8, elsewhere},
	{"Buenos Aires", -34.60, -58.38, 15, elsewhere},
	{"Sao Paulo", -23.55, -46.63, 22, elsewhere},
	{"Rio de Janeiro", -22.91, -43.17, 13, elsewhere},
	{"London", 51.51, -0.13, 14, europe},
	{"Manchester", 53.48, -2.24, 3.4, europe},
	{"Dublin", 53.35, -6.26, 2.0, europe},
	{"Paris", 48.86, 2.35, 12.5, europe},
	{"Lyon", 45.76, 4.84, 2.3, europe},
	{"Madrid", 40.42, -3.70, 6.7, europe},
	{"Barcelona", 41.39, 2.17, 5.5, europe},
	{"Lisbon", 38.72, -9.14, 2.9, europe},
	{"Brussels", 50.85, 4.35, 2.6, europe},
	{"Amsterdam", 52.37, 4.90, 2.9, europe},
	{"Cologne", 50.94, 6.96, 10, europe},
	{"Hamburg", 53.55, 9.99, 3.2, europe},
	{"Berlin", 52.52, 13.41, 4.7, europe},
	{"Munich", 48.14, 11.58, 2.9, europe},
	{"Zurich", 47.38, 8.54, 1.5, europe},
	{"Milan", 45.46, 9.19, 5.2, europe},
	{"Rome", 41.90, 12.50, 4.3, europe},
	{"Vienna", 48.21, 16.37, 2.9, europe},
	{"Prague", 50.08, 14.44, 2.2, europe},
	{"Warsaw", 52.23, 21.01, 3.1, europe},
	{"Budapest", 47.50, 19.04, 2.9, europe},
	{"Bucharest", 44.43, 26.10, 2.2, europe},
	{"Athens", 37.98, 23.73, 3.6, europe},
	{"Stockholm", 59.33, 18.07, 2.4, europe},
	{"Copenhagen", 55.68, 12.57, 2.1, europe},
	{"Oslo", 59.91, 10.75, 1.5, europe},
	{"Helsinki", 60.17, 24.94, 1.5, europe},
	{"Kyiv", 50.45, 30.52, 3.5, europe},
	{"Istanbul", 41.01, 28.98, 15.5, europe},
	{"Cairo", 30.04, 31.24, 10, elsewhere},
	{"Lagos", 6.52, 3.38, 8, elsewhere},
	{"Johannesburg", -26.20, 28.05, 6, elsewhere},
	{"Dubai", 25.20, 55.27, 3.5, elsewhere},
	{"Mumbai", 19.08, 72.88, 12, elsewhere},
	{"Delhi", 28.61, 77.21, 12, elsewhere},
	{"Bangalore", 12.97, 77.59, 6, elsewhere},
	{"Singapore", 1.35, 103.82, 5.9, elsewhere},
	{"Jakarta", -6.21, 106.85, 10, elsewhere},
	{"Tokyo", 35.68, 139.69, 20, elsewhere},
	{"Seoul", 37.57, 126.98, 14, elsewhere},
	{"Sydney", -33.87, 151.21, 5.3, elsewhere},
}

const earthRadiusKm = 6371

// cityDistance is the great-circle distance in kilometres between two cities.
var cityDistance = func() (d [len(cities)][len(cities)]float64) {
	const rad = math.Pi / 180
	for i := range cities {
		for j := range cities {
			a, b := &cities[i], &cities[j]
			sinLat := math.Sin((a.lat - b.lat) * rad / 2)
			sinLon := math.Sin((a.lon - b.lon) * rad / 2)
			h := sinLat*sinLat + math.Cos(a.lat*rad)*math.Cos(b.lat*rad)*sinLon*sinLon
			d[i][j] = 2 * earthRadiusKm * math.Asin(math.Min(1, math.Sqrt(h)))
		}
	}
	return d
}()

// cityShare is the running sum of the cities' shares of the audience; it ends in 1.
var cityShare = func() (s [len(cities)]float64) {
	sum := 0.0
	for i := range cities {
		sum += cities[i].weight * regionFactor[cities[i].region]
		s[i] = sum
	}
	for i := range s {
		s[i] /= sum
	}
	return s
}()

// pickCity draws a city by its share of the audience.
func pickCity(r *rng) int {
	u := r.float()
	for i, s := range cityShare {
		if u < s {
			return i
		}
	}
	return len(cityShare) - 1
}
