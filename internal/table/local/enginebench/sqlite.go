package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	_ "modernc.org/sqlite"
)

type sqliteStore struct {
	db   *sql.DB
	page *sql.Stmt
	*group
}

type sqliteTxn struct{ read, write, remove *sql.Stmt }

func openSQLite(dir string) (store, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "table.db")+
		fmt.Sprintf("?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=cache_size(-%d)&_txlock=immediate", cacheSize/2>>10))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(2) // the writer and a reader, half of the cache each
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS t (k BLOB PRIMARY KEY, v BLOB) WITHOUT ROWID"); err != nil {
		return nil, err
	}
	ctx := context.Background()
	conn, err := db.Conn(ctx) // the one writer
	if err != nil {
		return nil, err
	}
	var t sqliteTxn
	if t.read, err = conn.PrepareContext(ctx, "SELECT v FROM t WHERE k = ?"); err != nil {
		return nil, err
	}
	if t.write, err = conn.PrepareContext(ctx, "INSERT OR REPLACE INTO t VALUES (?, ?)"); err != nil {
		return nil, err
	}
	if t.remove, err = conn.PrepareContext(ctx, "DELETE FROM t WHERE k >= ? AND k < ?"); err != nil {
		return nil, err
	}
	page, err := db.Prepare("SELECT k, v FROM t WHERE k >= ? AND k < ? ORDER BY k LIMIT ?")
	if err != nil {
		return nil, err
	}
	commit := func(run func(txn) error) error {
		if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		if err := run(t); err != nil {
			_, rerr := conn.ExecContext(ctx, "ROLLBACK")
			return errors.Join(err, rerr)
		}
		_, err := conn.ExecContext(ctx, "COMMIT")
		return err
	}
	return &sqliteStore{db, page, newGroup(commit)}, nil
}

func (t sqliteTxn) get(key []byte) (v []byte, err error) {
	err = t.read.QueryRow(key).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return v, err
}

func (t sqliteTxn) put(key, value []byte) error {
	_, err := t.write.Exec(key, value)
	return err
}

func (s *sqliteStore) scan(prefix []byte, limit int) (n int, err error) {
	upper := bytes.Clone(prefix)
	upper[len(upper)-1]++
	rows, err := s.page.Query(prefix, upper, limit)
	if err != nil {
		return 0, err
	}
	for ; rows.Next(); n++ {
		var k, v []byte
		if err := rows.Scan(&k, &v); err != nil {
			return n, errors.Join(err, rows.Close())
		}
	}
	return n, rows.Err()
}

func (s *sqliteStore) trim(from, to []byte) error {
	return s.update(func(t txn) error {
		_, err := t.(sqliteTxn).remove.Exec(from, to)
		return err
	})
}

func (s *sqliteStore) close() error {
	s.stop()
	return s.db.Close()
}
