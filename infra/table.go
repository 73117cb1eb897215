package infra

import "kibitz/internal/table"

// CreateTable returns the table as the body of a CreateTable call, which has
// the names of CloudFormation's but for what is set up by calls of their own:
// TTL and backups.
func (t *Template) CreateTable(name string) map[string]any {
	p := merged(t.Resources["Table"].Properties, map[string]any{"TableName": name})
	for _, other := range []string{"TimeToLiveSpecification", "PointInTimeRecoverySpecification"} {
		delete(p, other)
	}
	p["DeletionProtectionEnabled"] = p["DeletionProtectionEnabled"] == "true"
	p["SSESpecification"] = map[string]any{"Enabled": dig[bool](p, "SSESpecification", "SSEEnabled")}
	p["StreamSpecification"] = merged(dig[map[string]any](p, "StreamSpecification"), map[string]any{"StreamEnabled": true})
	return p
}

// Schema returns the table's indexes as the code knows them.
func (t *Template) Schema() table.Schema {
	var s table.Schema
	for _, v := range dig[[]any](t.Resources["Table"].Properties, "GlobalSecondaryIndexes") {
		ix := table.Index{Name: dig[string](v, "IndexName")}
		ix.PK, ix.SK = keys(dig[[]any](v, "KeySchema"))
		ix.Include = words(dig[any](v, "Projection", "NonKeyAttributes"))
		s.Indexes = append(s.Indexes, ix)
	}
	return s
}

// keys returns the names of a schema's partition and sort key.
func keys(schema []any) (pk, sk string) {
	for _, v := range schema {
		switch name := dig[string](v, "AttributeName"); dig[string](v, "KeyType") {
		case "HASH":
			pk = name
		case "RANGE":
			sk = name
		}
	}
	return pk, sk
}
