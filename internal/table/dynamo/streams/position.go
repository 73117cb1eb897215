package streams

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kibitz/internal/table"
)

// position is how far each shard was read: shard to the sequence number last
// read of it. It has only shards at the front of the reading: all shards
// before them are done, and are not named. As a table.Position it is a list
// like "shardId-1=123,shardId-2=456".
type position map[string]string

func parsePosition(p table.Position) (position, error) {
	pos := position{}
	if p == "" {
		return pos, nil
	}
	for entry := range strings.SplitSeq(string(p), ",") {
		shard, sequence, ok := strings.Cut(entry, "=")
		if _, err := table.ParseSequence(sequence); err != nil || !ok || shard == "" {
			return nil, fmt.Errorf("position %.60q: %w", p, table.ErrInvalid)
		}
		pos[shard] = sequence
	}
	return pos, nil
}

func (p position) encode() table.Position {
	var b strings.Builder
	for i, shard := range slices.Sorted(maps.Keys(p)) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(shard + "=" + p[shard])
	}
	return table.Position(b.String())
}
