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

// The tools leave the contract as it is: a table behind all of them passes.
func TestTools(t *testing.T) {
	Run(t, func(t *testing.T, now func() time.Time) Engine {
		m := newModel(now)
		checked := NewChecked(&complaints{TB: t}, m, Rules{Hot: []string{""}, Conditional: []string{""}, MaxLimit: 1})
		return Engine{Table: NewMeter(NewFaulty(checked)), Feed: m}
	})
}
