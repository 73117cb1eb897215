package visitor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kibitz/internal/testkit"
)

// Agents that others collected, programs and browsers. The shares are floors and ceilings that a change of the words must keep.
func TestCollectedAgents(t *testing.T) {
	root, found := testkit.Corpora(t)
	if !found {
		return
	}
	tests := []struct {
		file        string
		least, most float64 // share that is taken for programs
	}{
		{"ua/isbot-crawlers.json", 0.80, 1},
		{"ua/monperrus-instances.json", 0.90, 1},
		{"ua/isbot-browsers.json", 0, 0.01},
	}
	for _, test := range tests {
		if _, err := os.Stat(filepath.Join(root, test.file)); err != nil && test.file == "ua/monperrus-instances.json" {
			t.Logf("the collection has no %s", test.file)
			continue
		}
		agents := testkit.Strings(t, test.file)
		programs := 0
		for _, agent := range agents {
			if IsBot(agent) {
				programs++
			}
		}
		share := float64(programs) / float64(len(agents))
		t.Logf("%s: %d of %d are programs, %.1f %%", test.file, programs, len(agents), 100*share)
		if share < test.least || share > test.most {
			t.Errorf("%s: share %.3f, want %.2f to %.2f", test.file, share, test.least, test.most)
		}
	}
}

// Readers who opened a shared link inside the app where they got it.
func TestCollectedApps(t *testing.T) {
	if _, found := testkit.Corpora(t); !found {
		return
	}
	marks := []string{"FBAN/", "FBAV/", "FB_IAB/", "MetaIAB", "Instagram ", "Zalo", "Viber", " Line/", "musical_ly", "trill_", "MicroMessenger/", "Twitter for", "Snapchat", "Pinterest", "LinkedInApp", "NAVER(inapp"}
	readers := 0
	for _, agent := range testkit.Strings(t, "ua/isbot-browsers.json") {
		for _, mark := range marks {
			if strings.Contains(agent, mark) {
				readers++
				if IsBot(agent) {
					t.Errorf("a reader in an app is taken for a program: %s", agent)
				}
				break
			}
		}
	}
	if readers < 30 {
		t.Errorf("%d agents of apps in the collection, want at least 30", readers)
	}
}
