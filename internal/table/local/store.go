package local

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Settings of Pebble, measured for a small machine on which the whole program
// is to stay under 60 MB.
const (
	storeFormat = pebble.FormatTableFormatV6

	// memtableSize is how much is written before it is sorted into a file. With
	// 4 MB a post costs 15 % more processor time, in compactions; 8 MB gain
	// nothing more.
	memtableSize = 6 << 20

	// cacheSize is for blocks of files and for two memtables, the one in use and
	// the one that is written out or kept for later: Pebble takes both out of
	// the cache. With no room left for blocks a lookup costs ten times as much.
	cacheSize = 2*memtableSize + 8<<20

	// bloomBits is a key's share of a filter; 1 in 100 lookups of absent items
	// looks for them in vain.
	bloomBits = 10
)

func (db *DB) storeOptions(fs vfs.FS) *pebble.Options {
	o := &pebble.Options{
		FS:                 fs,
		Lock:               db.dir.lock,
		FormatMajorVersion: storeFormat,
		Cache:              db.cache,
		MemTableSize:       memtableSize,
		Logger:             db.log,
		EventListener: &pebble.EventListener{
			// Pebble would end the process; the call that met it fails anyway.
			DataCorruption: func(info pebble.DataCorruptionInfo) { db.log.Errorf("corrupt file %s: %v", info.Path, info.Details) },
		},
	}
	for i := range o.Levels {
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(bloomBits)
	}
	// Without compression files are up to twice as large, and a post costs a
	// quarter less processor time: compactions would compress the same text over
	// and over.
	o.ApplyCompressionSettings(func() pebble.DBCompressionSettings { return pebble.DBCompressionNone })
	return o
}

// storeLogger passes on what Pebble warns of, and what this package says.
type storeLogger struct{ log *slog.Logger }

// Infof implements pebble.Logger; what Pebble does in the background is of no
// interest.
func (l storeLogger) Infof(string, ...any) {}

// Errorf implements pebble.Logger.
func (l storeLogger) Errorf(format string, args ...any) {
	if l.log != nil {
		l.log.LogAttrs(context.Background(), slog.LevelWarn, "storage", slog.String("message", fmt.Sprintf(format, args...)))
	}
}

// building says why Open takes its time.
func (l storeLogger) building(index string) {
	if l.log != nil {
		l.log.LogAttrs(context.Background(), slog.LevelInfo, "building index", slog.String("index", index))
	}
}

// Fatalf implements pebble.Logger, which forbids it to return: the store's
// files are not what Pebble believes, and going on would lose data.
func (l storeLogger) Fatalf(format string, args ...any) {
	panic("storage: " + fmt.Sprintf(format, args...))
}
