package streams

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kibitz/internal/table/dynamo"
)

// stream is the Streams API of one table as AWS describes it, in as far as
// shards go, which no emulator has: they close, have children and are trimmed.
type stream struct {
	mu     sync.Mutex
	order  []string // names of shards
	shards map[string]*shard
	images string // what the stream holds
	spoilt int    // iterators that expire before they are used
}

type shard struct {
	parent  string
	closed  bool
	trimmed int   // of the records, from the first
	records []int // sequence numbers
}

func newStream(t *testing.T) (*stream, *Feed) {
	t.Helper()
	s := &stream{shards: map[string]*shard{}, images: "NEW_AND_OLD_IMAGES"}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, New(feedOptions(server.URL, "comments"), slog.New(slog.DiscardHandler))
}

// feedOptions are for an endpoint that never asks who calls, at which there is
// no use in waiting long.
func feedOptions(endpoint, name string) dynamo.Options {
	return dynamo.Options{
		Region: "eu-central-1", Endpoint: endpoint, Table: name,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
		Wait: func(ctx context.Context, _ time.Duration) error { return dynamo.Wait(ctx, time.Millisecond) },
	}
}

// add puts changes into a shard, which it makes when there is none.
func (s *stream) add(name, parent string, sequences ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shards[name] == nil {
		s.order = append(s.order, name)
		s.shards[name] = &shard{parent: parent}
	}
	s.shards[name].records = append(s.shards[name].records, sequences...)
}

func (s *stream) close(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shards[name].closed = true
}

// trim forgets the first records of a shard.
func (s *stream) trim(name string, records int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shards[name].trimmed = records
}

// forget drops a shard from the stream.
func (s *stream) forget(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.shards, name)
}

func (s *stream) expireIterators(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoilt = n
}

type object map[string]any

// ServeHTTP answers one call.
func (s *stream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in struct {
		ShardId, ShardIteratorType, SequenceNumber, ShardIterator string
		Limit                                                     int
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		panic(err)
	}
	var out object
	switch _, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); call {
	case "ListStreams":
		out = object{"Streams": []object{{"StreamArn": "arn:new", "StreamLabel": "2026-02"}, {"StreamArn": "arn:old", "StreamLabel": "2026-01"}}}
	case "DescribeStream":
		out = s.describe()
	case "GetShardIterator":
		out = s.getIterator(in.ShardId, in.ShardIteratorType, in.SequenceNumber)
	case "GetRecords":
		out = s.getRecords(in.ShardIterator, in.Limit)
	default:
		panic(call)
	}
	if out["__type"] != nil {
		w.WriteHeader(http.StatusBadRequest)
	}
	if err := json.NewEncoder(w).Encode(out); err != nil {
		panic(err)
	}
}

func failed(code string) object {
	return object{"__type": "com.amazonaws.dynamodb.v20120810#" + code, "message": "no"}
}

func (s *stream) describe() object {
	shards := []object{}
	for _, name := range s.order {
		if sh := s.shards[name]; sh != nil {
			shards = append(shards, object{"ShardId": name, "ParentShardId": sh.parent})
		}
	}
	return object{"StreamDescription": object{"StreamViewType": s.images, "Shards": shards}}
}

// getIterator makes iterators like "name:next record:random".
func (s *stream) getIterator(name, kind, sequence string) object {
	sh := s.shards[name]
	if sh == nil {
		return failed("ResourceNotFoundException")
	}
	next := sh.trimmed
	if kind == "AFTER_SEQUENCE_NUMBER" {
		next = len(sh.records)
		for i, n := range sh.records {
			if strconv.Itoa(n) == sequence {
				next = i + 1
			}
		}
		if next <= sh.trimmed && sh.trimmed > 0 {
			return failed("TrimmedDataAccessException")
		}
	}
	return object{"ShardIterator": fmt.Sprintf("%s:%d:%s", name, next, rand.Text())}
}

func (s *stream) getRecords(iterator string, limit int) object {
	parts := strings.Split(iterator, ":")
	sh, next := s.shards[parts[0]], 0
	if _, err := fmt.Sscan(parts[1], &next); err != nil {
		panic(err)
	}
	switch {
	case s.spoilt > 0:
		s.spoilt--
		return failed("ExpiredIteratorException")
	case sh == nil:
		return failed("ResourceNotFoundException")
	case next < sh.trimmed:
		return failed("TrimmedDataAccessException")
	}
	records := []object{}
	for ; next < len(sh.records) && len(records) < limit; next++ {
		records = append(records, object{"dynamodb": object{
			"SequenceNumber": strconv.Itoa(sh.records[next]),
			"Keys":           object{"pk": object{"S": "p"}, "sk": object{"S": strconv.Itoa(sh.records[next])}},
		}})
	}
	out := object{"Records": records}
	if !sh.closed || next < len(sh.records) {
		out["NextShardIterator"] = fmt.Sprintf("%s:%d:%s", parts[0], next, rand.Text())
	}
	return out
}
