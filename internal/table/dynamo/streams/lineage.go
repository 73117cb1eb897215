package streams

import "slices"

// lineage is the shards of a stream as far as they are known. It does not
// change any more once it is made.
type lineage struct {
	shards  []string          // those that are kept, oldest first
	parents map[string]string // shard to its parent, which may be kept no more
	ends    map[string]string // closed shard to the sequence number after which nothing comes; "" when it was empty
}

// readable returns the shards to read now: not done, and nothing before them
// that is not.
func (l lineage) readable(pos position) []string {
	passed := l.passed(pos)
	done := func(shard string) bool {
		end, closed := l.ends[shard]
		return passed[shard] || closed && pos[shard] == end
	}
	var readable []string
	for _, shard := range l.shards {
		if !done(shard) && !slices.ContainsFunc(l.ancestors(shard), func(a string) bool { return !done(a) }) {
			readable = append(readable, shard)
		}
	}
	return readable
}

// prune leaves out the shards that are done as others show that come after
// them, and those that are kept no more.
func (l lineage) prune(pos position) position {
	passed := l.passed(pos)
	pruned := position{}
	for shard, sequence := range pos {
		if l.has(shard) && !passed[shard] {
			pruned[shard] = sequence
		}
	}
	return pruned
}

// passed returns all shards before those of the position.
func (l lineage) passed(pos position) map[string]bool {
	passed := map[string]bool{}
	for shard := range pos {
		for _, a := range l.ancestors(shard) {
			passed[a] = true
		}
	}
	return passed
}

// ancestors returns the parent of a shard, its parent and so on, as far as they
// are kept.
func (l lineage) ancestors(shard string) []string {
	var ancestors []string
	for a := l.parents[shard]; l.has(a) && !slices.Contains(ancestors, a); a = l.parents[a] {
		ancestors = append(ancestors, a)
	}
	return ancestors
}

func (l lineage) has(shard string) bool {
	_, has := l.parents[shard]
	return has
}

// knows reports whether all shards of the position are kept.
func (l lineage) knows(pos position) bool {
	for shard := range pos {
		if !l.has(shard) {
			return false
		}
	}
	return true
}
