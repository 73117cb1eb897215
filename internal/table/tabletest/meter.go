package tabletest

import (
	"context"
	"errors"
	"sync"

	"kibitz/internal/table"
)

// Meter is a table that counts what its callers use.
type Meter struct {
	inner table.Table

	mu         sync.Mutex
	trip       func()
	resets     int
	units      table.Units
	trips      int
	inSequence int
}

var _ table.Table = (*Meter)(nil)

// NewMeter returns a table that does as inner does and counts.
func NewMeter(inner table.Table) *Meter { return &Meter{inner: inner, trip: func() {}} }

// Units returns the sum of the units of all calls that ended since the last
// Reset, those of failed conditions included.
func (m *Meter) Units() table.Units {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.units
}

// Trips returns the number of round trips that ended since the last Reset, and
// how many of them were made in sequence: the length of the longest chain in
// which each began after the one before had ended.
func (m *Meter) Trips() (all, inSequence int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.trips, m.inSequence
}

// Travel has trip called at the start of every call from now on. Calls that
// are made side by side may follow one another all the same when the table is
// quick; a trip that sleeps in a testing/synctest bubble, whose clock goes on
// only when everybody waits, makes them overlap, and Trips exact.
func (m *Meter) Travel(trip func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trip = trip
}

// Reset begins a new count, which calls under way do not belong to.
func (m *Meter) Reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.units, m.trips, m.inSequence = table.Units{}, 0, 0
	m.resets++
}

// begin starts a round trip and returns what ends it.
func (m *Meter) begin() (end func(table.Units, error)) {
	m.mu.Lock()
	trip, resets, place := m.trip, m.resets, m.inSequence+1
	m.mu.Unlock()
	trip()
	return func(units table.Units, err error) {
		var failure *table.ConditionError
		if errors.As(err, &failure) {
			units = failure.Units
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.resets != resets {
			return
		}
		m.units = m.units.Plus(units)
		m.trips++
		m.inSequence = max(m.inSequence, place)
	}
}

// Get implements table.Table.
func (m *Meter) Get(ctx context.Context, g table.Get) (table.Got, error) {
	end := m.begin()
	got, err := m.inner.Get(ctx, g)
	end(got.Units, err)
	return got, err
}

// Query implements table.Table.
func (m *Meter) Query(ctx context.Context, q table.Query) (table.Page, error) {
	end := m.begin()
	page, err := m.inner.Query(ctx, q)
	end(page.Units, err)
	return page, err
}

// Write implements table.Table.
func (m *Meter) Write(ctx context.Context, w table.Write) (table.Written, error) {
	end := m.begin()
	written, err := m.inner.Write(ctx, w)
	end(written.Units, err)
	return written, err
}
