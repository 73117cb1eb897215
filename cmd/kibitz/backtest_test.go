package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestBacktestCommand(t *testing.T) {
	data := t.TempDir()
	for _, c := range []struct {
		args []string
		exit int
		says string
	}{
		{[]string{"site", "add", "news", "origins=https://news.example"}, exitDone, ""},
		{[]string{"backtest", "news", "links=0", "mode=all"}, exitDone, "0 of 0 comments would be held"},
		{[]string{"backtest", "news"}, exitUsage, "Give lists of words or settings to try."},
		{[]string{"backtest", "news", "links=many"}, exitUsage, "links"},
		{[]string{"backtest", "news", "--words", data + "/nowhere"}, exitFailed, "nowhere"},
	} {
		var out, errOut bytes.Buffer
		exit := run(append(c.args, "--data", data), &out, &errOut)
		if said := out.String() + errOut.String(); exit != c.exit || !strings.Contains(said, c.says) {
			t.Errorf("%v: exit %d, want %d\n%s", c.args, exit, c.exit, said)
		}
	}
}
