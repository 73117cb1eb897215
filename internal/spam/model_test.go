package spam_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kibitz/internal/spam"
	"kibitz/internal/testkit"
)

func text(source string) spam.Text { return spam.Text{Source: source} }

func TestModelLearns(t *testing.T) {
	m := &spam.Model{}
	for i := range 150 {
		m.Learn(text(fmt.Sprint("vay tiền nhanh lãi thấp gọi em số ", i)), true)
		m.Learn(text(fmt.Sprint("bài viết rất hay cảm ơn tòa soạn lần ", i)), false)
		if ready := m.Ready(); ready != (2*(i+1) >= spam.MinDecisions) {
			t.Fatalf("ready after %d decisions: %v", 2*(i+1), ready)
		}
	}
	if p, words := m.Score(text("Cần VAY TIỀN thì gọi em nhé")); p < 0.99 || !slices.Contains(words, "VAY TIỀN") || len(words) > 5 {
		t.Errorf("what is like it: %v, %q", p, words)
	}
	if p, _ := m.Score(text("Bài viết hay")); p > 0.01 {
		t.Errorf("what is unlike it: %v", p)
	}
	if p, words := m.Score(text("xin chào")); p < 0.4 || p > 0.6 || len(words) > 0 {
		t.Errorf("what is like neither: %v, %q", p, words)
	}
	if p, words := m.Score(text("")); p != 0.5 || len(words) > 0 {
		t.Errorf("nothing: %v, %q", p, words)
	}
	c, ok := spam.Rules{}.Classify(m, text("vay tiền nhanh"))
	if !ok || c.Name != "classifier" || c.Result != spam.Hold || len(c.Matched) == 0 || !strings.Contains(c.Reason, "300 decisions") {
		t.Errorf("check %+v, %v", c, ok)
	}
	var none *spam.Model
	if _, ok := (spam.Rules{}).Classify(none, text("x")); ok {
		t.Error("no model says something")
	}
	one := &spam.Model{}
	for i := range 400 {
		one.Learn(text(fmt.Sprint(i)), true)
	}
	if one.Ready() {
		t.Error("a model of one kind of decision is ready")
	}
}

// TestModelForgets: what is taken back leaves nothing.
func TestModelForgets(t *testing.T) {
	m, empty := &spam.Model{}, &spam.Model{}
	texts := []string{"a b c a b", "đường dây nóng", "x", "", strings.Repeat("từ ", 5000)}
	for _, s := range texts {
		m.Learn(text(s), true)
		m.Learn(text(s), false)
	}
	for _, s := range texts {
		m.Unlearn(text(s), true)
		m.Unlearn(text(s), false)
	}
	if !reflect.DeepEqual(m, empty) {
		t.Error("something is left")
	}
	if m.Unlearn(text("x"), true); m.Bad != 0 {
		t.Errorf("%d decisions, after one too many was taken back", m.Bad)
	}
}

func TestModelIsPacked(t *testing.T) {
	m := &spam.Model{}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var words []string
		for range 20 {
			words = append(words, fmt.Sprint("w", rng.IntN(5000)))
		}
		m.Learn(text(strings.Join(words, " ")), rng.IntN(2) == 0)
	}
	packed, err := m.Pack()
	if err != nil || len(packed) > 24<<10 {
		t.Fatalf("packed in %d bytes, %v", len(packed), err)
	}
	t.Logf("3000 decisions: %d bytes", len(packed))
	back, err := spam.UnpackModel(packed, 0)
	if err != nil || !reflect.DeepEqual(back, m) {
		t.Errorf("unpacked otherwise, %v", err)
	}
	for _, junk := range [][]byte{nil, {1}, []byte("junk"), packed[:len(packed)/2]} {
		if _, err := spam.UnpackModel(junk, 0); !errors.Is(err, spam.ErrModel) {
			t.Errorf("%d bytes of junk: %v", len(junk), err)
		}
	}
}

func FuzzUnpackModel(f *testing.F) {
	m := &spam.Model{}
	m.Learn(text("một hai ba"), true)
	packed, err := m.Pack()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Fuzz(func(t *testing.T, packed []byte) {
		if m, err := spam.UnpackModel(packed, 1); err == nil {
			m.Score(text("một hai"))
		}
	})
}

// modelConfusion learns each half of the collection and judges the other: how
// many of the spam and of the others would be held, of how many.
func modelConfusion(t testing.TB) (spamHeld, spamAll, goodHeld, goodAll int) {
	t.Helper()
	all := testkit.Entries(t, "spam/youtube-psy.json")
	for half := range 2 {
		m := &spam.Model{}
		for i, c := range all {
			if i%2 == half {
				m.Learn(text(c.Payload), c.Name == "spam")
			}
		}
		for i, c := range all {
			if i%2 == half {
				continue
			}
			likely, _ := m.Score(text(c.Payload))
			held := 0
			if likely >= 0.9 {
				held = 1
			}
			if c.Name == "spam" {
				spamHeld, spamAll = spamHeld+held, spamAll+1
			} else {
				goodHeld, goodAll = goodHeld+held, goodAll+1
			}
		}
	}
	return
}

// TestModelConfusion holds what is known: with half of a collection decided on,
// most spam of the other half is found, and few comments of people are held.
func TestModelConfusion(t *testing.T) {
	s, all, g, good := modelConfusion(t)
	if all == 0 {
		return // no corpora, which was said
	}
	t.Logf("spam: %d of %d held; others: %d of %d held", s, all, g, good)
	if s*100 < all*70 || g*100 > good*5 {
		t.Errorf("spam: %d of %d held, want 70 %%; others: %d of %d held, want at most 5 %%", s, all, g, good)
	}
}
