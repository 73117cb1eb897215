package infra

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestPermissions: a role allows what the function's code does to the table,
// and no action and no kind of item more.
func TestPermissions(t *testing.T) {
	tmpl := load(t)
	for name, f := range live(t).functions {
		t.Run(name, func(t *testing.T) {
			fn, err := tmpl.Function("functions/" + name)
			if err != nil {
				t.Fatal(err)
			}
			policy, err := tmpl.Policy(fn.Role)
			if err != nil {
				t.Fatal(err)
			}
			for a := range f.seen.of {
				if !Allows(policy, a) {
					t.Errorf("%s refuses %+v, which the code does", fn.Role, a)
				}
			}
			for _, s := range policy {
				if strings.HasPrefix(s.Resource, TableResource) && s.Resource != TableResource+"/stream/*" {
					checkUse(t, s, slices.Collect(maps.Keys(f.seen.of)))
				}
			}
		})
	}
}

// checkUse finds actions and kinds of items that a statement allows in vain.
func checkUse(t *testing.T, s Statement, accesses []Access) {
	t.Helper()
	for _, action := range s.Actions {
		only := Statement{[]string{action}, s.Resource, s.Keys}
		if !slices.ContainsFunc(accesses, only.Allows) {
			t.Errorf("%s on %v of %s is allowed, and the code never does it", action, s.Keys, s.Resource)
		}
	}
	if len(s.Keys) == 0 {
		t.Errorf("%v on all of %s: name the kinds of items", s.Actions, s.Resource)
	}
	for _, key := range s.Keys {
		only := Statement{s.Actions, s.Resource, []string{key}}
		if !slices.ContainsFunc(accesses, only.Allows) {
			t.Errorf("%v on %s of %s is allowed, and the code never does it", s.Actions, key, s.Resource)
		}
	}
}

// TestPermissionsOfLogsAndStream: what Lambda does in a function's name.
func TestPermissionsOfLogsAndStream(t *testing.T) {
	tmpl := load(t)
	roles := map[string]bool{}
	for _, f := range tmpl.Functions() {
		if roles[f.Role] {
			t.Errorf("%s is the role of two functions", f.Role)
		}
		roles[f.Role] = true
		policy, err := tmpl.Policy(f.Role)
		if err != nil {
			t.Fatal(err)
		}
		log := dig[string](f.Properties, "LoggingConfig", "LogGroup")
		want := map[string][]string{log + ".Arn": {"logs:CreateLogStream", "logs:PutLogEvents"}}
		if f.Name == "Stream" {
			want["DeadLetters.Arn"] = []string{"sqs:SendMessage"}
			want[TableResource+"/stream/*"] = []string{
				"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
			}
		}
		for _, s := range policy {
			if s.Resource == TableResource || strings.HasPrefix(s.Resource, TableResource+"/index/") {
				continue // TestPermissions
			}
			same(t, f.Role+" on "+s.Resource, s.Actions, want[s.Resource])
			delete(want, s.Resource)
		}
		for resource := range want {
			t.Errorf("%s may do nothing to %s", f.Role, resource)
		}
	}
}
