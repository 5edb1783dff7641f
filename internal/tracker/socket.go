package tracker

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// What both ends of a connection do alike.

// send hands one message to the network. The error is context.DeadlineExceeded
// where the other side did not take it within WriteTimeout.
func send(life context.Context, ws *websocket.Conn, data []byte) error {
	ctx, cancel := context.WithTimeout(life, WriteTimeout)
	defer cancel()
	return orDeadline(ctx, ws.Write(ctx, websocket.MessageText, data))
}

// mind pings every PingInterval until over is closed, and then returns nil, or
// until a ping fails: the error is context.DeadlineExceeded where the answer
// did not come within PingTimeout.
func mind(life context.Context, ws *websocket.Conn, over <-chan struct{}) error {
	tick := time.NewTicker(PingInterval)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-over:
			return nil
		}
		ctx, cancel := context.WithTimeout(life, PingTimeout)
		err := orDeadline(ctx, ws.Ping(ctx))
		cancel()
		if err != nil {
			return err
		}
	}
}

// orDeadline is err, or what ended ctx where that is why there is one: the
// library closes the connection then, and may say only that.
func orDeadline(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
