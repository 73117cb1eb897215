package local

import (
	"strconv"
	"testing"

	"kibitz/internal/table"
)

// TestSchemaChanges opens one directory with one schema after the other,
// changing items in between.
func TestSchemaChanges(t *testing.T) {
	dir := t.TempDir()
	tag := table.Index{Name: "tag", PK: "t", SK: "ts", Include: []string{"n"}}
	user := table.Index{Name: "user", PK: "u", SK: "us"}
	wide := tag
	wide.Include = []string{"n", "u"}
	for step, indexes := range [][]table.Index{
		{}, {tag}, {tag, user}, {wide, user}, {tag}, {user}, {user, tag}, {}, {tag, user},
	} {
		db := openSchema(t, dir, table.Schema{Indexes: indexes}, Options{})
		checkStore(t, db)
		for i := range 30 {
			it := tagged(item("p", strconv.Itoa(i), "n", step), strconv.Itoa(step%3))
			if (i+step)%5 == 0 {
				it = item("p", strconv.Itoa(i))
			}
			write(t, db, table.Put(it))
		}
		checkStore(t, db)
		closeTest(t, db)
	}
}

// TestIndexesAreKept checks that an unchanged schema builds nothing again.
func TestIndexesAreKept(t *testing.T) {
	dir := t.TempDir()
	db := openTest(t, dir, Options{})
	write(t, db, table.Put(tagged(item("p", "a"), "x")))
	mark := appendIndexTail(appendIndexPartition(nil, 0, "marked"), "by", table.Key{PK: "the", SK: "test"})
	if err := db.store.Set(mark, nil, nil); err != nil {
		t.Fatal(err)
	}
	closeTest(t, db)
	db = openTest(t, dir, Options{})
	if _, kept := entries(t, db, spaceIndex)[string(mark)]; !kept {
		t.Error("the index was built again")
	}
}
