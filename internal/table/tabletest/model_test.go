package tabletest

import (
	"testing"
	"time"
)

// The model passes the suite, so the suite asks for nothing impossible.
func TestModel(t *testing.T) {
	Run(t, func(_ *testing.T, now func() time.Time) Engine {
		m := newModel(now)
		return Engine{Table: m, Feed: m}
	})
}
