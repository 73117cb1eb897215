// Package tabletest is the contract of package table as a test suite, and the
// tools with which users of a table are tested.
//
// The reader's map:
//
//	tabletest.go    Run: the whole contract, one engine at a time
//	harness.go      what every case has at hand
//	get.go … feedreader.go
//	                the cases, by what they are about
//	units.go, unitsindex.go
//	                what operations cost, written out by AWS's rules
//	random.go       random operations, compared with the model
//	model.go        the model: a table as simple as it can be said
//	departures.go   where an engine or endpoint is known to differ, and how
//
//	faulty.go       Faulty: a table that fails when it is told to
//	checked.go      Checked: a table that complains about its caller
//	meter.go        Meter: a table that counts round trips and units
//
// An engine joins with one test:
//
//	func TestContract(t *testing.T) {
//		tabletest.Run(t, func(t *testing.T, now func() time.Time) tabletest.Engine {
//			db := open(t, tabletest.Schema(), now)
//			return tabletest.Engine{Table: db, Feed: db}
//		})
//	}
package tabletest

import (
	"slices"
	"testing"
	"time"

	"kibitz/internal/table"
)

// Attributes of the two indexes under test.
const (
	attrTagPK, attrTagSK   = "g1pk", "g1sk"
	attrUserPK, attrUserSK = "g2pk", "g2sk"
	attrColor              = "color" // the one that byTag includes
	byTag, byUser          = "gsi1", "gsi2"
)

// Schema returns the schema under test: gsi1 includes an attribute and the
// TTL, gsi2 is keys only.
func Schema() table.Schema {
	return table.Schema{Indexes: []table.Index{
		{Name: byTag, PK: attrTagPK, SK: attrTagSK, Include: []string{attrColor, table.AttrTTL}},
		{Name: byUser, PK: attrUserPK, SK: attrUserSK},
	}}
}

// Engine is an engine under test: a new, empty table with Schema.
type Engine struct {
	Table      table.Table
	Feed       table.Feed
	Departures []Departure // in which the suite expects it to differ
}

// Open returns a new engine for one case and closes it in t.Cleanup. The
// engine takes the time from now, which is far in the future, so that no
// endpoint with a clock of its own removes items that are expired by now.
type Open func(t *testing.T, now func() time.Time) Engine

// testCase is one case of the contract, run on a table of its own.
type testCase struct {
	name string
	run  func(h *harness)
}

// Run tests an engine against the whole contract.
func Run(t *testing.T, open Open) {
	for _, c := range allCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(newHarness(t, open))
		})
	}
}

func allCases() []testCase {
	return slices.Concat(
		getCases(),
		queryCases(), pageCases(), indexCases(),
		putCases(), updateCases(), numberCases(), conditionCases(), limitCases(), refusalCases(),
		transactionCases(), tokenCases(), racingCases(),
		expiryCases(),
		feedCases(), feedReaderCases(),
		unitsCases(), randomCases(),
	)
}
