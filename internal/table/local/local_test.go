package local

import (
	"testing"
	"time"

	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
)

func TestContract(t *testing.T) {
	tabletest.Run(t, func(t *testing.T, now func() time.Time) tabletest.Engine {
		db := openTest(t, t.TempDir(), tabletest.Schema(), Options{Now: now})
		return tabletest.Engine{Table: db, Feed: db}
	})
}

// openTest opens a table that is closed when the test ends.
func openTest(t testing.TB, dir string, schema table.Schema, opt Options) *DB {
	t.Helper()
	db, err := Open(dir, schema, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
