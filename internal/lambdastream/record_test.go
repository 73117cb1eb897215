package lambdastream

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"kibitz/internal/table"
)

// record is a record as DynamoDB sends it, with fields put in the place of
// %s: those of "dynamodb" after the key, time and sequence number.
func record(eventName, sequence, fields string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{
		"eventID": "7de3041dd709b024af6f29e4fa13d34c", "eventName": %q, "eventVersion": "1.1",
		"eventSource": "aws:dynamodb", "awsRegion": "eu-central-1",
		"eventSourceARN": "arn:aws:dynamodb:eu-central-1:123456789012:table/kibitz/stream/2026-11-23T08:00:00.000",
		"dynamodb": {
			"ApproximateCreationDateTime": 1795420800,
			"Keys": {"pk": {"S": "c#bendo#/ferry"}, "sk": {"S": "01KASQ8WJ0HZ9Q4M6T3V7B2C5D"}},
			"SequenceNumber": %q, "SizeBytes": 80, "StreamViewType": "NEW_AND_OLD_IMAGES"%s
		}}`, eventName, sequence, fields))
}

func TestChange(t *testing.T) {
	got, err := change(record("MODIFY", "300000000000000000017", `,
		"OldImage": {"s": {"S": ""}, "n": {"N": "-12.50"}},
		"NewImage": {"s": {"S": "Bến Đò \u0000 \"quoted\""}, "n": {"N": "12345678901234567890123456789012345678"},
			"b": {"B": "AAEC/w=="}, "t": {"BOOL": true}, "f": {"BOOL": false}}`))
	if err != nil {
		t.Fatal(err)
	}
	seq, err := table.ParseSequence("300000000000000000017")
	if err != nil {
		t.Fatal(err)
	}
	if got.Seq != seq || got.Key != (table.Key{PK: "c#bendo#/ferry", SK: "01KASQ8WJ0HZ9Q4M6T3V7B2C5D"}) || got.Expired {
		t.Errorf("change is %+v", got)
	}
	if want := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC); !got.At.Equal(want) {
		t.Errorf("change was at %v, want %v", got.At, want)
	}
	old := table.Item{"s": table.String(""), "n": number(t, "-12.5")}
	now := table.Item{
		"s": table.String("Bến Đò \x00 \"quoted\""), "n": number(t, "12345678901234567890123456789012345678"),
		"b": table.Bytes([]byte{0, 1, 2, 255}), "t": table.Bool(true), "f": table.Bool(false),
	}
	sameItem(t, "old image", got.Old, old)
	sameItem(t, "new image", got.New, now)
}

func TestChangeKinds(t *testing.T) {
	const before, after = `, "OldImage": {"a": {"N": "1"}}`, `, "NewImage": {"a": {"N": "2"}}`
	for _, c := range []struct {
		eventName, images string
		old, new          bool
	}{
		{"INSERT", after, false, true},
		{"MODIFY", before + after, true, true},
		{"REMOVE", before, true, false},
	} {
		got, err := change(record(c.eventName, "1", c.images))
		if err != nil {
			t.Errorf("%s: %v", c.eventName, err)
		}
		if (got.Old != nil) != c.old || (got.New != nil) != c.new {
			t.Errorf("%s: old image %v, new image %v", c.eventName, got.Old, got.New)
		}
	}
}

func TestChangeExpired(t *testing.T) {
	removal := string(record("REMOVE", "1", `, "OldImage": {"ttl": {"N": "1795000000"}}`))
	for identity, want := range map[string]bool{
		`{"type": "Service", "principalId": "dynamodb.amazonaws.com"}`: true,
		`{"type": "Service", "principalId": "elsewhere.example"}`:      false,
		`null`: false,
	} {
		got, err := change(json.RawMessage(strings.Replace(removal, "{", `{"userIdentity": `+identity+`, `, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if got.Expired != want {
			t.Errorf("removal by %s: expired is %v", identity, got.Expired)
		}
	}
}

// poison are records that nobody can read.
var poison = map[string]json.RawMessage{
	"not JSON of a record":   json.RawMessage(`[1]`),
	"null":                   json.RawMessage(`null`),
	"no kind":                record("", "5", `, "NewImage": {"a": {"N": "1"}}`),
	"unknown kind":           record("UPSERT", "5", `, "NewImage": {"a": {"N": "1"}}`),
	"insert without image":   record("INSERT", "5", ``),
	"insert with two images": record("INSERT", "5", `, "OldImage": {"a": {"N": "1"}}, "NewImage": {"a": {"N": "1"}}`),
	"modify with one image":  record("MODIFY", "5", `, "NewImage": {"a": {"N": "1"}}`),
	"removal without image":  record("REMOVE", "5", ``),
	"sequence not a number":  record("REMOVE", "five", `, "OldImage": {"a": {"N": "1"}}`),
	"sequence too long":      record("REMOVE", strings.Repeat("9", 42), `, "OldImage": {"a": {"N": "1"}}`),
	"negative sequence":      record("REMOVE", "-5", `, "OldImage": {"a": {"N": "1"}}`),
	"empty sort key":         record("REMOVE", "5", `, "Keys": {"sk": {"S": ""}}, "OldImage": {"a": {"N": "1"}}`),
	"key is a number":        record("REMOVE", "5", `, "Keys": {"pk": {"N": "1"}, "sk": {"S": "-"}}, "OldImage": {"a": {"N": "1"}}`),
	"no number":              record("REMOVE", "5", `, "OldImage": {"a": {"N": "one"}}`),
	"number too large":       record("REMOVE", "5", `, "OldImage": {"a": {"N": "1e200"}}`),
	"not base64":             record("REMOVE", "5", `, "OldImage": {"a": {"B": "%"}}`),
	"list":                   record("REMOVE", "5", `, "OldImage": {"a": {"L": []}}`),
	"map":                    record("REMOVE", "5", `, "OldImage": {"a": {"M": {}}}`),
	"null value":             record("REMOVE", "5", `, "OldImage": {"a": {"NULL": true}}`),
	"set of strings":         record("REMOVE", "5", `, "OldImage": {"a": {"SS": ["x"]}}`),
	"set of numbers":         record("REMOVE", "5", `, "OldImage": {"a": {"NS": ["1"]}}`),
	"set of bytes":           record("REMOVE", "5", `, "OldImage": {"a": {"BS": ["AA=="]}}`),
	"kind of the future":     record("REMOVE", "5", `, "OldImage": {"a": {"V": "x"}}`),
	"two kinds":              record("REMOVE", "5", `, "OldImage": {"a": {"S": "x", "N": "1"}}`),
	"attribute is null":      record("REMOVE", "5", `, "OldImage": {"a": null}`),
	"attribute is a string":  record("REMOVE", "5", `, "OldImage": {"a": "x"}`),
}

func TestChangePoison(t *testing.T) {
	for name, raw := range poison {
		if c, err := change(raw); err == nil {
			t.Errorf("%s: read as %+v", name, c)
		}
	}
}

func FuzzChange(f *testing.F) {
	f.Add([]byte(record("MODIFY", "7", `, "OldImage": {"s": {"S": ""}}, "NewImage": {"b": {"B": "AAE="}, "t": {"BOOL": true}}`)))
	for _, raw := range poison {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := change(raw)
		if err != nil {
			return
		}
		if c.Key.PK == "" || c.Key.SK == "" || len(c.Seq) == 0 || c.Old == nil && c.New == nil {
			t.Errorf("%s: read as %+v", raw, c)
		}
		if _, err := sequenceNumber(raw); err != nil {
			t.Errorf("%s: read, but has no name: %v", raw, err)
		}
	})
}

func number(t *testing.T, s string) table.Value {
	t.Helper()
	v, err := table.Number(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func sameItem(t *testing.T, what string, got, want table.Item) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d attributes, want %d", what, len(got), len(want))
	}
	for name, v := range want {
		if got[name] != v {
			t.Errorf("%s: %s is %v, want %v", what, name, got[name], v)
		}
	}
}
