# Throng: build, demonstrate, test. Everything needed is installed by these targets.
GO        ?= go
GOLANGCI  := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME  ?= 30s
BASE      ?= HEAD~1
BENCHSTAT := golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da
BENCH     ?= Relay|Loopback/Offload|Verify|Proves|Rebuild|Seal$$
BENCHPKG  ?= ./internal/block ./internal/link/udp ./internal/node
COUNT     ?= 6
SIM       ?= --scenario steady --peers 300 --seed 1 --duration 30s
TABS      ?= 8
APT       := ffmpeg:ffmpeg chromium:chromium firefox-esr:firefox-esr ip:iproute2 nft:nftables

.PHONY: build tab demo test deps check lab suite compare compare-sim bench fuzz page clean

build: tab ## bin/throng and bin/throng-sim
	$(GO) build -o bin/throng ./cmd/throng
	$(GO) build -o bin/throng-sim ./cmd/throng-sim

tab: ## the peer that runs in a browser's tab, into internal/web/dist/tab; the first time takes a minute
	$(GO) run ./internal/web/build -tab

demo: build ## a tracker, a broadcaster and five viewers on this machine
	./bin/throng demo

deps: ## install what the tests drive, where it is missing
	@missing=""; for p in $(APT); do command -v $${p%%:*} >/dev/null || missing="$$missing $${p##*:}"; done; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
		else echo "missing:$$missing (tests that need them are skipped)"; fi; fi
	@for d in web; do if [ -f $$d/package-lock.json ]; then (cd $$d && npm ci --ignore-scripts --silent --no-audit --no-fund); fi; done

# Real programs in real time come last, so that they have the machine for themselves.
test: build deps ## everything that must hold, within 15 minutes on two cores
	$(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) vet ./cmd/throng-tab
	$(GO) test -timeout 10m ./cmd/... ./internal/...
	$(GO) test -timeout 10m ./test/...

# One goroutine runs an engine; the simulator's tests take minutes with -race.
RACE = $$($(GO) list ./internal/... | grep -v -e /overlay -e /sim -e /web)

check: ## formatting, vet, lint, tidiness, races
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run gofmt -w on these"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(GOLANGCI) run ./...
	$(GO) mod tidy -diff
	$(GO) test -race $(RACE)

lab: build deps ## the long form of the end-to-end tests
	THRONG_E2E=full $(GO) test -count=1 -timeout 60m -v ./test/e2e

suite: build ## the simulator's scenarios at full size
	./bin/throng-sim suite --size standard --seeds 1

compare: tab deps ## Throng beside p2p-media-loader: the same stream to as many TABS, each alone, on a quiet machine
	@cd test/compare && npm ci --ignore-scripts --silent --no-audit --no-fund
	@mkdir -p build && rm -f build/compare.md
	THRONG_REQUIRE_E2E=1 THRONG_COMPARE=$(CURDIR)/build/compare.md $(GO) test -count=1 -timeout 30m -v -run '^TestCompare$$' ./test/e2e -compare-tabs $(TABS)
	@cat build/compare.md

compare-sim: build ## the same simulation by this tree and by the commit BASE
	@mkdir -p build && rm -rf build/base
	@git worktree add --quiet --detach build/base $(BASE)
	@(cd build/base && $(GO) build -o ../throng-sim-base ./cmd/throng-sim); status=$$?; git worktree remove --force build/base; exit $$status
	./build/throng-sim-base run $(SIM) --json | sed 's/,"/,\n"/g' > build/compare-base.json
	./bin/throng-sim run $(SIM) --json | sed 's/,"/,\n"/g' > build/compare-here.json
	@diff -y -W 100 build/compare-base.json build/compare-here.json || true

# One run of each in turn, so that what else the machine does falls on both alike.
bench: ## the benchmarks of this tree and of the commit BASE
	@mkdir -p build && rm -rf build/base && rm -f build/bench-base.txt build/bench-here.txt
	@git worktree add --quiet --detach build/base $(BASE)
	@for i in $$(seq $(COUNT)); do \
		(cd build/base && $(GO) test -run '^$$' -bench '$(BENCH)' $(BENCHPKG)) >>build/bench-base.txt; \
		$(GO) test -run '^$$' -bench '$(BENCH)' $(BENCHPKG) >>build/bench-here.txt || { status=1; break; }; \
	done; git worktree remove --force build/base; exit $${status:-0}
	$(GO) run $(BENCHSTAT) base=build/bench-base.txt here=build/bench-here.txt

fuzz: ## each fuzz target for FUZZTIME
	@for pkg in $$($(GO) list ./internal/...); do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$pkg || exit 1; \
		done; done

page: ## build the page's files and the peer for tabs into internal/web/dist
	cd web && npm ci --ignore-scripts --silent --no-audit --no-fund
	$(GO) generate ./internal/web

clean:
	rm -rf bin build internal/web/dist/tab
