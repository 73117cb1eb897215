package e2e

import "testing"

// offline keeps the tools from telling others that they were used.
var offline = []string{"SAM_CLI_TELEMETRY=0", "AWS_EC2_METADATA_DISABLED=true"}

// TestTemplateLint: the linters of CloudFormation and SAM find nothing to say.
func TestTemplateLint(t *testing.T) {
	if out, err := run(t, offline, tool(t, "bin/cfn-lint"), "template.yaml"); err != nil || out != "" {
		t.Errorf("cfn-lint: %v\n%s", err, out)
	}
	out, err := run(t, offline, tool(t, "bin/sam"), "validate", "--lint", "--region", "eu-central-1", "--config-file", "infra/samconfig.toml")
	if err != nil {
		t.Errorf("sam validate: %v\n%s", err, out)
	}
}
