package main

import (
	"bytes"
	"path/filepath"

	"go.etcd.io/bbolt"
)

type boltStore struct {
	db *bbolt.DB
	*group
}

type boltTxn struct{ b *bbolt.Bucket }

func openBolt(dir string) (store, error) {
	db, err := bbolt.Open(filepath.Join(dir, "table.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists([]byte("t"))
		return err
	})
	return &boltStore{db, newGroup(func(run func(txn) error) error {
		return db.Update(func(tx *bbolt.Tx) error { return run(boltTxn{tx.Bucket([]byte("t"))}) })
	})}, err
}

func (t boltTxn) get(key []byte) ([]byte, error) { return t.b.Get(key), nil }

func (t boltTxn) put(key, value []byte) error { return t.b.Put(key, bytes.Clone(value)) }

func (s *boltStore) scan(prefix []byte, limit int) (n int, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket([]byte("t")).Cursor()
		for k, v := c.Seek(prefix); n < limit && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			_ = bytes.Clone(v)
			n++
		}
		return nil
	})
	return n, err
}

func (s *boltStore) trim(from, to []byte) error {
	return s.update(func(t txn) error {
		c := t.(boltTxn).b.Cursor()
		for k, _ := c.Seek(from); k != nil && bytes.Compare(k, to) < 0; k, _ = c.Next() {
			if err := c.Delete(); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *boltStore) close() error {
	s.stop()
	return s.db.Close()
}
