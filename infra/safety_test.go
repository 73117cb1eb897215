package infra

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kibitz/internal/config"
)

// TestTableSafety: nothing that readers wrote is lost by a mistake, and no
// flood costs more than was agreed to.
func TestTableSafety(t *testing.T) {
	tmpl := load(t)
	r := tmpl.Resources["Table"]
	p := r.Properties
	if r.DeletionPolicy != "Retain" || p["DeletionProtectionEnabled"] != "true" {
		t.Errorf("the table is deleted with the stack: %s, %v", r.DeletionPolicy, p["DeletionProtectionEnabled"])
	}
	if !dig[bool](p, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") {
		t.Error("there are no backups")
	}
	if !dig[bool](p, "SSESpecification", "SSEEnabled") {
		t.Error("the table is not encrypted with a key of the account")
	}
	if p["BillingMode"] != "PAY_PER_REQUEST" {
		t.Errorf("billing is %v", p["BillingMode"])
	}
	for _, v := range append(dig[[]any](p, "GlobalSecondaryIndexes"), p) {
		reads, writes := dig[int](v, "OnDemandThroughput", "MaxReadRequestUnits"), dig[int](v, "OnDemandThroughput", "MaxWriteRequestUnits")
		if reads < 1 || writes < 1 {
			t.Errorf("no brake: %v reads, %v writes", reads, writes)
		}
	}
}

// TestRoles: nobody may everything, and nobody reads the whole table.
func TestRoles(t *testing.T) {
	tmpl := load(t)
	for _, role := range tmpl.names("AWS::IAM::Role") {
		policy, err := tmpl.Policy(role)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range policy {
			if s.Resource == "*" {
				t.Errorf("%s may do %v to everything", role, s.Actions)
			}
			for _, action := range s.Actions {
				if strings.Contains(action, "*") || action == "dynamodb:Scan" || action == "dynamodb:DeleteTable" {
					t.Errorf("%s may %s", role, action)
				}
			}
		}
	}
}

// TestFunctionSettings: memory for the longest comment, a log that ends, and
// no reservation that a new account would refuse.
func TestFunctionSettings(t *testing.T) {
	tmpl := load(t)
	for _, f := range tmpl.Functions() {
		if f.MemorySize < 512 {
			t.Errorf("%s has %d MiB", f.Name, f.MemorySize)
		}
		if f.Timeout < 5 {
			t.Errorf("%s has %d s, less than a request may take", f.Name, f.Timeout)
		}
		same(t, "architecture of "+f.Name, words(f.Properties["Architectures"]), []string{"arm64"})
		same(t, "runtime of "+f.Name, words(f.Properties["Runtime"]), []string{"provided.al2023"})
		if reserved, ok := f.Properties["ReservedConcurrentExecutions"]; ok {
			t.Errorf("%s reserves %v executions", f.Name, reserved)
		}
		if format := dig[string](f.Properties, "LoggingConfig", "LogFormat"); format != "JSON" {
			t.Errorf("%s logs %q", f.Name, format)
		}
		if group := dig[string](f.Properties, "LoggingConfig", "LogGroup"); tmpl.Resources[group].Type != "AWS::Logs::LogGroup" {
			t.Errorf("%s logs to %q", f.Name, group)
		}
	}
	for _, name := range tmpl.names("AWS::Logs::LogGroup") {
		if dig[int](tmpl.Resources[name].Properties, "RetentionInDays") < 1 {
			t.Errorf("%s is kept for ever", name)
		}
	}
}

// TestReservation: the parameters that are off by default work.
func TestReservation(t *testing.T) {
	for _, name := range []string{"Comments", "Views", "Moderation", "Stream"} {
		tmpl, err := Read("../template.yaml", map[string]any{name + "Concurrency": 7})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range tmpl.Functions() {
			want := 0
			if f.Name == name {
				want = 7
			}
			if got := dig[int](f.Properties, "ReservedConcurrentExecutions"); got != want {
				t.Errorf("%sConcurrency: %s reserves %d, want %d", name, f.Name, got, want)
			}
		}
	}
}

// TestAccessLog: the log says nothing of who read what.
func TestAccessLog(t *testing.T) {
	settings := dig[map[string]any](load(t).Resources["Api"].Properties, "AccessLogSettings")
	var line map[string]string
	if err := json.Unmarshal([]byte(dig[string](settings, "Format")), &line); err != nil {
		t.Fatal(err)
	}
	allowed := []string{
		"$context.requestId", "$context.requestTime", "$context.routeKey", "$context.status",
		"$context.responseLength", "$context.responseLatency", "$context.integrationErrorMessage",
	}
	for name, variable := range line {
		if !slices.Contains(allowed, variable) {
			t.Errorf("%s is %s", name, variable)
		}
	}
}

// openIDDefaults are what the moderation function is told of a newsroom's
// accounts unless somebody says otherwise: nothing. The client is a public one.
var openIDDefaults = map[string]string{config.EnvOpenIDGroups: "groups"}

// TestNoSecrets: a secret in a parameter or the environment is read by all who
// may look at the stack.
func TestNoSecrets(t *testing.T) {
	tmpl := load(t)
	for name, p := range tmpl.Parameters {
		if p.Default == nil {
			t.Errorf("parameter %s has no default", name)
		}
	}
	said := []string{config.EnvTable + "=Table"}
	for _, name := range []string{config.EnvOpenIDIssuer, config.EnvOpenIDClient, config.EnvOpenIDGroups, config.EnvOpenIDRoles} {
		said = append(said, name+"="+openIDDefaults[name])
	}
	for _, f := range tmpl.Functions() {
		for name, value := range f.Environment {
			if !slices.Contains(said, name+"="+value) {
				t.Errorf("%s is given %s=%s", f.Name, name, value)
			}
		}
	}
}

// TestStreamMapping: a change that cannot be counted holds up nothing for
// ever and is not lost without a word.
func TestStreamMapping(t *testing.T) {
	p := dig[map[string]any](load(t).Resources["Stream"].Properties, "Events", "Changes", "Properties")
	same(t, "response types", words(p["FunctionResponseTypes"]), []string{"ReportBatchItemFailures"})
	if !dig[bool](p, "BisectBatchOnFunctionError") || dig[int](p, "MaximumRetryAttempts") < 1 {
		t.Errorf("failing batches: bisect %v, attempts %v", p["BisectBatchOnFunctionError"], p["MaximumRetryAttempts"])
	}
	same(t, "dead letters", words(dig[any](p, "DestinationConfig", "OnFailure", "Destination")), []string{"DeadLetters.Arn"})
	if n := dig[int](p, "ParallelizationFactor"); n != 1 {
		t.Errorf("%d batches of a shard at once: the changes of a partition would lose their order", n)
	}
	if p["StartingPosition"] != "TRIM_HORIZON" {
		t.Errorf("changes before the mapping are lost: it starts at %v", p["StartingPosition"])
	}
}

// TestAlarms: each way of failing has an alarm, which is sent somewhere when
// there is somewhere to send it.
func TestAlarms(t *testing.T) {
	want := []string{
		"Errors", "Throttles", "5xx", "IteratorAge", "ApproximateNumberOfMessagesVisible",
		"ReadThrottleEvents", "WriteThrottleEvents", "ConsumedWriteCapacityUnits",
	}
	tmpl, err := Read("../template.yaml", map[string]any{"AlarmTopic": "arn:topic"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, name := range tmpl.names("AWS::CloudWatch::Alarm") {
		p := tmpl.Resources[name].Properties
		same(t, "actions of "+name, words(p["AlarmActions"]), []string{"arn:topic"})
		got = append(got, dig[string](p, "MetricName"))
		for _, m := range dig[[]any](p, "Metrics") {
			got = append(got, dig[string](m, "MetricStat", "Metric", "MetricName"))
		}
	}
	for _, metric := range want {
		if !slices.Contains(got, metric) {
			t.Errorf("no alarm watches %s", metric)
		}
	}
	for _, name := range load(t).names("AWS::CloudWatch::Alarm") {
		if actions, ok := load(t).Resources[name].Properties["AlarmActions"]; ok {
			t.Errorf("%s is sent to %v, with no topic given", name, actions)
		}
	}
}
