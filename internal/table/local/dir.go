package local

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// format is the version of all that this package writes: the keys, the values
// and the version of Pebble's own files (storeFormat). A change that an older
// program would misread takes the next number.
const format = 1

// The file that tells the format: formatPrefix and the number, one line.
const (
	formatFile   = "FORMAT"
	formatPrefix = "kibitz table "
)

// directory is a directory that this process has locked.
type directory struct{ lock *pebble.Lock }

// openDirectory makes the directory when it is absent, locks it and checks its
// format.
func openDirectory(dir string, fsys vfs.FS) (*directory, error) {
	if err := fsys.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := pebble.LockDirectory(dir, fsys)
	if err != nil {
		// A lock file that cannot be opened is a matter of permissions; one
		// that cannot be locked is somebody else's.
		if pathErr := new(fs.PathError); errors.As(err, &pathErr) {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %w", ErrLocked, err)
	}
	if err := checkFormat(dir, fsys); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &directory{lock}, nil
}

func (d *directory) close() error { return d.lock.Close() }

// checkFormat refuses a directory of another format and marks a new one.
func checkFormat(dir string, fsys vfs.FS) error {
	name := fsys.PathJoin(dir, formatFile)
	content, err := readFile(name, fsys)
	if errors.Is(err, fs.ErrNotExist) {
		return writeFormat(dir, fsys)
	}
	if err != nil {
		return err
	}
	number, ok := strings.CutPrefix(strings.TrimSpace(content), formatPrefix)
	got, err := strconv.Atoi(number)
	switch {
	case !ok || err != nil || got < 1:
		return corrupt("file %s says %q", formatFile, content)
	case got > format:
		return fmt.Errorf("%w: format %d, this program knows up to %d", ErrFormat, got, format)
	}
	return nil
}

// writeFormat marks an empty directory. The file appears whole or not at all,
// and before anything else.
func writeFormat(dir string, fsys vfs.FS) error {
	desc, err := pebble.Peek(dir, fsys)
	if err != nil {
		return err
	}
	if desc.Exists {
		return corrupt("a store without the file %s", formatFile)
	}
	name := fsys.PathJoin(dir, formatFile)
	f, err := fsys.Create(name+".new", vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s%d\n", formatPrefix, format)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := fsys.Rename(name+".new", name); err != nil {
		return err
	}
	d, err := fsys.OpenDir(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func readFile(name string, fsys vfs.FS) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	content, err := io.ReadAll(io.LimitReader(f, 1<<10))
	return string(content), errors.Join(err, f.Close())
}
