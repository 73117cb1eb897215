package local

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Settings of Pebble, measured for a small machine: the whole program is to
// stay under 60 MB.
const (
	storeFormat = pebble.FormatTableFormatV6

	memtableSize = 8 << 20 // bytes written before they are sorted into a file
	cacheSize    = 8 << 20 // bytes of blocks of files kept in memory
	bloomBits    = 10      // a key, for 1 in 100 lookups of absent items in vain
)

func (db *DB) storeOptions(fs vfs.FS) *pebble.Options {
	o := &pebble.Options{
		FS:                 fs,
		Lock:               db.dir.lock,
		FormatMajorVersion: storeFormat,
		Cache:              db.cache,
		MemTableSize:       memtableSize,
		Logger:             db.log,
	}
	for i := range o.Levels {
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(bloomBits)
	}
	return o
}

// storeLogger passes on what Pebble warns of.
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

// Fatalf implements pebble.Logger, which forbids it to return: the store's
// files are not what Pebble believes, and going on would lose data.
func (l storeLogger) Fatalf(format string, args ...any) {
	panic("storage: " + fmt.Sprintf(format, args...))
}
