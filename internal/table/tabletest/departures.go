package tabletest

// Departure is a known way in which an engine, or the endpoint behind it,
// differs from the contract. The suite expects the difference, so that the list
// of an engine stays true: a departure that is gone fails it too.
type Departure string

const (
	// FailuresUntold: the units of writes whose condition failed are not
	// reported. DynamoDB itself shows them in CloudWatch only.
	FailuresUntold Departure = "the units of failed conditions are not told"

	// NULEndsPrefix: a prefix ends at its first NUL, so that the query finds
	// more. DynamoDB compares all bytes.
	NULEndsPrefix Departure = "a prefix ends at its first NUL"
)
