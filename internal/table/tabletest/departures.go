package tabletest

// Departure is a known way in which an engine, or the endpoint behind it,
// differs from the contract. The suite expects the difference, so that the list
// of an engine stays true: a departure that is gone fails it too.
type Departure string

const (
	// FailuresUntold says that the units of writes whose condition failed are not
	// reported. DynamoDB itself shows them in CloudWatch only.
	FailuresUntold Departure = "the units of failed conditions are not told"

	// NULEndsPrefix says that a NUL that ends a prefix is not compared, so that the query
	// also finds the key without it. DynamoDB compares all bytes.
	NULEndsPrefix Departure = "a NUL that ends a prefix is not compared"

	// UnchangedRecorded says that a write that leaves its item as it is makes a change
	// record with two equal images. DynamoDB documents that it makes none.
	UnchangedRecorded Departure = "writes that change nothing are recorded"

	// CreationHasImage says that the old image of an update that created the item is its
	// key. DynamoDB returns no attributes, as there were none.
	CreationHasImage Departure = "the old image of a new item is its key"
)
