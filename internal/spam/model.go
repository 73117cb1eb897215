package spam

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"strings"
	"unicode"

	"kibitz/internal/sanitize"
)

// Model is what a site's moderators have decided about texts, by the words in
// them: a naive Bayes classifier. It knows words only by the bucket that their
// hash falls into, so its size is bounded and nobody's words can be read from it.
//
// A feature is a folded word, or two that follow each other; each counts once a
// text.
type Model struct {
	Version   int64  // grows with each change
	Good, Bad uint32 // decisions that published, and that took away
	buckets   [modelBuckets][2]uint16
}

const (
	modelBuckets = 1 << 13
	maxFeatures  = 400 // of one text: what follows is not looked at

	// MinDecisions is how many decisions a model needs before it says anything,
	// and minOfEach how many of them of each kind.
	MinDecisions = 200
	minOfEach    = 20

	// holdFrom is how likely a text must be one that moderators take away. A
	// person looks at it then, so a false alarm costs a minute; ten a day would
	// cost the newsroom's trust.
	holdFrom = 0.9

	// maxModelBytes bounds what is unpacked: every bucket with two counts.
	maxModelBytes = modelBuckets*9 + 64
)

// ErrModel means that bytes are no packed model.
var ErrModel = errors.New("not a model")

// Ready reports whether enough was decided for the model to say something.
func (m *Model) Ready() bool {
	return m != nil && m.Good+m.Bad >= MinDecisions && m.Good >= minOfEach && m.Bad >= minOfEach
}

// Learn counts a decision about a text: that it was published, or taken away.
func (m *Model) Learn(t Text, bad bool) { m.count(t, bad, 1) }

// Unlearn takes a decision back that was learned.
func (m *Model) Unlearn(t Text, bad bool) { m.count(t, bad, -1) }

func (m *Model) count(t Text, bad bool, by int) {
	total, side := &m.Good, 0
	if bad {
		total, side = &m.Bad, 1
	}
	if by < 0 && *total == 0 {
		return
	}
	*total = uint32(int(*total) + by)
	seen := map[uint32]bool{}
	for _, f := range features(t) {
		b := bucketOf(f.key)
		if seen[b] {
			continue
		}
		seen[b] = true
		n := &m.buckets[b][side]
		if by > 0 && *n < math.MaxUint16 || by < 0 && *n > 0 {
			*n = uint16(int(*n) + by)
		}
	}
}

// Score returns how likely it is that moderators would take the text away, and
// the words of it that say so most, as they are written.
func (m *Model) Score(t Text) (likely float64, strongest []string) {
	type weight struct {
		text string
		log  float64
	}
	good, bad := float64(m.Good)+2, float64(m.Bad)+2
	sum := 0.0 // of the odds, which begin even: how much is spam, changes from day to day
	var weights []weight
	seen := map[uint32]bool{}
	for _, f := range features(t) {
		b := bucketOf(f.key)
		if seen[b] {
			continue
		}
		seen[b] = true
		n := m.buckets[b]
		log := math.Log((float64(n[1]) + 1) / bad / ((float64(n[0]) + 1) / good))
		sum += log
		if log > 0 && n[1] > 0 {
			weights = append(weights, weight{f.text, log})
		}
	}
	slices.SortStableFunc(weights, func(a, b weight) int { return cmp.Compare(b.log, a.log) })
	for _, w := range weights[:min(len(weights), maxMatched)] {
		strongest = append(strongest, w.text)
	}
	return 1 / (1 + math.Exp(-sum)), strongest
}

// check holds what reads like what moderators take away.
func (m *Model) check(t Text) Check {
	c := Check{Name: "classifier", Version: 1, Result: Pass}
	likely, strongest := m.Score(t)
	c.Reason = fmt.Sprintf("%.0f%% likely to be taken away, by %d decisions", likely*100, m.Good+m.Bad)
	if likely >= holdFrom {
		c.Result, c.Matched = Hold, strongest
	}
	return c
}

// Classify is the line of the trace for a text, as Look has those of the other
// checks; ok is false while the model is not ready.
func (rules Rules) Classify(m *Model, t Text) (c Check, ok bool) {
	if !m.Ready() {
		return Check{}, false
	}
	return rules.timed(func() Check { return m.check(t) }), true
}

// feature is something about a text: what is counted, and how it is written
// there.
type feature struct{ key, text string }

func features(t Text) []feature {
	var out []feature
	last, lastText := "", ""
	for _, word := range strings.FieldsFunc(t.Source, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) }) {
		folded := sanitize.Fold(word)
		if folded == "" {
			continue
		}
		if len(out) >= maxFeatures {
			break
		}
		out = append(out, feature{folded, word})
		if last != "" {
			out = append(out, feature{last + " " + folded, lastText + " " + word})
		}
		last, lastText = folded, word
	}
	return out
}

func bucketOf(key string) uint32 {
	h := fnv.New32a()
	_, _ = io.WriteString(h, key) // a hash takes everything
	return h.Sum32() % modelBuckets
}

// Pack writes the model, without its version: the totals, then the buckets that
// are not empty with the distance from the one before, deflated.
func (m *Model) Pack() ([]byte, error) {
	raw := binary.AppendUvarint(nil, uint64(m.Good))
	raw = binary.AppendUvarint(raw, uint64(m.Bad))
	last := -1
	for i, n := range m.buckets {
		if n[0] == 0 && n[1] == 0 {
			continue
		}
		raw = binary.AppendUvarint(raw, uint64(i-last))
		raw = binary.AppendUvarint(raw, uint64(n[0]))
		raw = binary.AppendUvarint(raw, uint64(n[1]))
		last = i
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(raw)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("pack model: %w", err)
	}
	return out.Bytes(), nil
}

// UnpackModel is the inverse of Pack. Returns ErrModel.
func UnpackModel(packed []byte, version int64) (*Model, error) {
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxModelBytes))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	r := bytes.NewReader(raw)
	next := func(most uint64) uint64 {
		n, e := binary.ReadUvarint(r)
		if e != nil || n > most {
			err = ErrModel
		}
		return n
	}
	m := &Model{Version: version, Good: uint32(next(math.MaxUint32)), Bad: uint32(next(math.MaxUint32))}
	for i := -1; err == nil && r.Len() > 0; {
		i += int(next(modelBuckets))
		n := [2]uint16{uint16(next(math.MaxUint16)), uint16(next(math.MaxUint16))}
		if err == nil && (i < 0 || i >= modelBuckets) {
			err = ErrModel
		}
		if err == nil {
			m.buckets[i] = n
		}
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}
