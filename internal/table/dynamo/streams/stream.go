package streams

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"kibitz/internal/table"
	"kibitz/internal/table/dynamo"
)

const (
	maxRecords = 1000             // of one GetRecords, by DynamoDB
	callTime   = 10 * time.Second // for one call of the API, the SDK's repetitions included

	// looksPerList is how often a stream is looked at between two listings of
	// its shards. A closed shard causes a listing at once; otherwise shards
	// come only with new partitions of the table.
	looksPerList = 40

	// maxIterators bounds what is remembered of positions that nobody reads on
	// from.
	maxIterators = 1000
)

var (
	errImages = errors.New("stream without old and new images")
	errNoData = errors.New("record without data")
)

// api makes the calls for one table and remembers what they said.
type api struct {
	client *dynamodbstreams.Client
	table  string

	mu        sync.Mutex
	arn       string // of the stream; "" until it is known
	known     lineage
	looks     int // at the lineage since the shards were listed
	iterators map[place]string
}

// place is one in a shard: after a sequence number, or at the beginning.
type place struct{ shard, after string }

func newAPI(o dynamo.Options) *api {
	options := dynamodbstreams.Options{Region: o.Region, Credentials: o.Credentials, HTTPClient: o.HTTPClient}
	if o.HTTPClient == nil {
		options.HTTPClient = dynamo.NewHTTPClient(nil)
	}
	if o.Endpoint != "" {
		options.BaseEndpoint = aws.String(o.Endpoint)
	}
	return &api{client: dynamodbstreams.New(options), table: o.Table, iterators: map[place]string{}}
}

// lineage returns the shards, listed anew when it is time or when the position
// has others than are known.
func (a *api) lineage(ctx context.Context, pos position) (lineage, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.looks++
	if a.arn != "" && a.looks < looksPerList && a.known.knows(pos) {
		return a.known, nil
	}
	if a.arn == "" {
		arn, err := a.findStream(ctx)
		if err != nil {
			return lineage{}, err
		}
		a.arn = arn
	}
	listed, err := a.listShards(ctx)
	if err != nil {
		a.arn = "" // the table may have been made anew, with another stream
		return lineage{}, err
	}
	for shard, end := range a.known.ends {
		if listed.has(shard) {
			listed.ends[shard] = end
		}
	}
	a.known, a.looks = listed, 0
	return listed, nil
}

// findStream returns the newest stream of the table: labels are times.
func (a *api) findStream(ctx context.Context) (arn string, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	in := &dynamodbstreams.ListStreamsInput{TableName: aws.String(a.table)}
	label := ""
	for {
		out, err := a.client.ListStreams(ctx, in)
		if err != nil {
			return "", unavailable(err)
		}
		for _, s := range out.Streams {
			if l := aws.ToString(s.StreamLabel); l >= label {
				arn, label = aws.ToString(s.StreamArn), l
			}
		}
		if out.LastEvaluatedStreamArn == nil {
			break
		}
		in.ExclusiveStartStreamArn = out.LastEvaluatedStreamArn
	}
	if arn == "" {
		return "", fmt.Errorf("%w: no stream", table.ErrUnavailable)
	}
	return arn, nil
}

func (a *api) listShards(ctx context.Context) (lineage, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	l := lineage{parents: map[string]string{}, ends: map[string]string{}}
	in := &dynamodbstreams.DescribeStreamInput{StreamArn: aws.String(a.arn)}
	for {
		out, err := a.client.DescribeStream(ctx, in)
		if err != nil {
			return lineage{}, unavailable(err)
		}
		d := out.StreamDescription
		if d.StreamViewType != types.StreamViewTypeNewAndOldImages {
			return lineage{}, fmt.Errorf("%w: %w but %s", table.ErrUnavailable, errImages, d.StreamViewType)
		}
		for _, s := range d.Shards {
			l.shards = append(l.shards, *s.ShardId)
			l.parents[*s.ShardId] = aws.ToString(s.ParentShardId)
		}
		if d.LastEvaluatedShardId == nil {
			return l, nil
		}
		in.ExclusiveStartShardId = d.LastEvaluatedShardId
	}
}

// records reads a shard on from a sequence number, "" for its beginning. None
// means that there are none now. All records have data, by which DynamoDB tells
// what changed.
func (a *api) records(ctx context.Context, shard, after string, limit int) ([]types.Record, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	out, err := a.getRecords(ctx, place{shard, after}, limit)
	var expired *types.ExpiredIteratorException
	if errors.As(err, &expired) { // it was remembered for over 15 minutes, and is no more
		out, err = a.getRecords(ctx, place{shard, after}, limit)
	}
	if err != nil {
		a.relist() // the shard may be gone
		return nil, unavailable(err)
	}
	for _, r := range out.Records {
		if r.Dynamodb == nil || r.Dynamodb.SequenceNumber == nil {
			return nil, unavailable(errNoData)
		}
		after = sequence(r)
	}
	a.remember(place{shard, after}, out.NextShardIterator)
	return out.Records, nil
}

func (a *api) getRecords(ctx context.Context, p place, limit int) (*dynamodbstreams.GetRecordsOutput, error) {
	iterator, err := a.iterator(ctx, p)
	if err != nil {
		return nil, err
	}
	return a.client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{
		ShardIterator: aws.String(iterator), Limit: aws.Int32(int32(min(limit, maxRecords))),
	})
}

// iterator returns the iterator for a place, taking one that is remembered, so
// that one that turns out to be of no use is not met again.
func (a *api) iterator(ctx context.Context, p place) (string, error) {
	a.mu.Lock()
	iterator, ok := a.iterators[p]
	delete(a.iterators, p)
	in := &dynamodbstreams.GetShardIteratorInput{
		StreamArn: aws.String(a.arn), ShardId: aws.String(p.shard), ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	}
	a.mu.Unlock()
	if ok {
		return iterator, nil
	}
	if p.after != "" {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, aws.String(p.after)
	}
	out, err := a.client.GetShardIterator(ctx, in)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ShardIterator), nil
}

// remember keeps the iterator that reads on from a place; without one the
// shard is closed and the place its end.
func (a *api) remember(p place, next *string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if next == nil {
		ends := maps.Clone(a.known.ends) // others may be looking at it
		ends[p.shard] = p.after
		a.known.ends = ends
		a.looks = looksPerList // there will be children
		return
	}
	if len(a.iterators) >= maxIterators {
		clear(a.iterators)
	}
	a.iterators[p] = *next
}

// relist has the shards listed before the next look at them.
func (a *api) relist() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.looks = looksPerList
}

func isTrimmed(err error) bool {
	var trimmed *types.TrimmedDataAccessException
	return errors.As(err, &trimmed)
}

func unavailable(err error) error { return fmt.Errorf("%w: %w", table.ErrUnavailable, err) }
