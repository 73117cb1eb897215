package tabletest

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/internal/table"
)

func newMeteredModel(t *testing.T) (*harness, *Meter) {
	meter := NewMeter(newModel(func() time.Time { return time.Unix(1e9, 0) }))
	return &harness{T: t, Engine: Engine{Table: meter}}, meter
}

func (h *harness) wantUse(m *Meter, units table.Units, trips, inSequence int) {
	h.Helper()
	if got := m.Units(); got != units {
		h.Errorf("%+v units, want %+v", got, units)
	}
	if all, chain := m.Trips(); all != trips || chain != inSequence {
		h.Errorf("%d trips, %d in sequence, want %d and %d", all, chain, trips, inSequence)
	}
}

func TestMeter(t *testing.T) {
	h, meter := newMeteredModel(t)
	h.wantUse(meter, table.Units{}, 0, 0)
	h.put(sized(3000, item("p", "a")))
	h.wantUse(meter, table.Units{Write: 3}, 1, 1)
	h.get(key("p", "a"))
	h.query(table.Query{PK: "p", Limit: 1})
	h.wantUse(meter, table.Units{Read: 1.5, Write: 3}, 3, 3)
	h.failed(0, table.Delete(key("p", "a")).When(table.Absent("pad")))
	h.wantUse(meter, table.Units{Read: 1.5, Write: 6}, 4, 4)

	meter.Reset()
	h.wantUse(meter, table.Units{}, 0, 0)
	h.refused(table.ErrInvalid)
	h.wantUse(meter, table.Units{}, 1, 1)
}

func TestMeterSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, meter := newMeteredModel(t)
		trips := 0 * time.Millisecond
		meter.Travel(func() { time.Sleep(time.Millisecond) })
		sideBySide := func(n int) {
			var all sync.WaitGroup
			for range n {
				all.Go(func() { h.get(key("p", "a")) })
			}
			all.Wait()
			trips += time.Millisecond
		}
		begin := time.Now()
		sideBySide(5)
		h.wantUse(meter, table.Units{Read: 5}, 5, 1)
		sideBySide(2)
		sideBySide(1)
		h.wantUse(meter, table.Units{Read: 8}, 8, 3)
		if time.Since(begin) != trips {
			t.Errorf("three trips took %v, want %v", time.Since(begin), trips)
		}
	})
}

// Two chains side by side: the longer one counts.
func TestMeterChains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, meter := newMeteredModel(t)
		meter.Travel(func() { time.Sleep(time.Millisecond) })
		var all sync.WaitGroup
		for _, length := range []int{2, 4} {
			all.Go(func() {
				for range length {
					h.get(key("p", "a"))
				}
			})
		}
		all.Wait()
		h.wantUse(meter, table.Units{Read: 6}, 6, 4)
	})
}

func TestMeterResetDuringACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, meter := newMeteredModel(t)
		meter.Travel(func() { time.Sleep(time.Second) })
		done := make(chan struct{})
		go func() {
			defer close(done)
			h.get(key("p", "a"))
		}()
		synctest.Wait()
		meter.Reset()
		<-done
		h.wantUse(meter, table.Units{}, 0, 0)
	})
}
