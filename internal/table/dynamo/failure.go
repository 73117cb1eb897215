package dynamo

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"kibitz/internal/table"
)

// failure is why an attempt did not succeed.
type failure struct {
	err   error // wraps one of the port's errors
	again bool  // another attempt may succeed
	maybe bool  // the attempt may have written all the same
}

// failureOf says what an error of the SDK means.
func failureOf(err error) failure {
	var condition *types.ConditionalCheckFailedException
	var canceled *types.TransactionCanceledException
	var refusal smithy.APIError
	status := statusOf(err)
	switch {
	case errors.Is(err, table.ErrThrottled):
		return failure{err: err, again: true}
	case errors.As(err, &condition):
		return conditionFailure([]types.CancellationReason{{Code: aws.String(reasonCondition), Item: condition.Item}})
	case errors.As(err, &canceled):
		return cancellation(err, canceled.CancellationReasons)
	case status >= http.StatusInternalServerError:
		return failure{err: mean(table.ErrUnavailable, err), again: true, maybe: true}
	case errors.As(err, &refusal):
		return refused(err, refusal)
	case status >= http.StatusBadRequest || !sent(err):
		return failure{err: mean(table.ErrUnavailable, err)}
	}
	return failure{err: mean(table.ErrUnavailable, err), again: true, maybe: !undialled(err)}
}

// mean says in the port's words what an error of the SDK means.
func mean(meaning, err error) error { return fmt.Errorf("%w: %w", meaning, err) }

// refused is for an answer that names its error.
func refused(err error, refusal smithy.APIError) failure {
	switch refusal.ErrorCode() {
	case "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded":
		return failure{err: mean(table.ErrThrottled, err), again: true}
	case "TransactionConflictException", "ReplicatedWriteConflictException":
		return failure{err: mean(table.ErrConflict, err), again: true}
	case "TransactionInProgressException":
		// An attempt with the same token is still at work, and may succeed.
		return failure{err: mean(table.ErrUnavailable, err), again: true, maybe: true}
	case "IdempotentParameterMismatchException":
		return failure{err: mean(table.ErrTokenReused, err)}
	case "ValidationException":
		return failure{err: invalid(err, refusal.ErrorMessage())}
	}
	return failure{err: mean(table.ErrUnavailable, err)}
}

// invalid tells an item over the size limit from other invalid calls. DynamoDB
// says so in the message alone: "Item size has exceeded the maximum allowed
// size", and "Item size to update has exceeded …".
func invalid(err error, message string) error {
	if strings.Contains(message, "Item size") {
		return mean(table.ErrTooLarge, err)
	}
	return mean(table.ErrInvalid, err)
}

// The codes of the reasons for which a transaction is cancelled.
const (
	reasonCondition  = "ConditionalCheckFailed"
	reasonConflict   = "TransactionConflict"
	reasonThroughput = "ProvisionedThroughputExceeded"
	reasonThrottled  = "ThrottlingError"
	reasonInvalid    = "ValidationError"
)

// cancellation reads the reasons of a cancelled transaction, of which nothing
// was written. What will not go away by itself counts before what may.
func cancellation(err error, reasons []types.CancellationReason) failure {
	message := make(map[string]string)
	for _, r := range reasons {
		message[aws.ToString(r.Code)] = aws.ToString(r.Message)
	}
	has := func(code string) bool { _, ok := message[code]; return ok }
	switch {
	case has(reasonInvalid):
		return failure{err: invalid(err, message[reasonInvalid])}
	case has(reasonCondition):
		return conditionFailure(reasons)
	case has(reasonConflict):
		return failure{err: mean(table.ErrConflict, err), again: true}
	case has(reasonThroughput), has(reasonThrottled):
		return failure{err: mean(table.ErrThrottled, err), again: true}
	}
	return failure{err: mean(table.ErrUnavailable, err)}
}

func conditionFailure(reasons []types.CancellationReason) failure {
	out := make([]table.Reason, len(reasons))
	for i, r := range reasons {
		if aws.ToString(r.Code) != reasonCondition {
			continue
		}
		it, err := decodeItem(r.Item)
		if err != nil {
			return failure{err: err}
		}
		out[i] = table.Reason{Failed: true, Item: it}
	}
	return failure{err: &table.ConditionError{Reasons: out}}
}

// statusOf returns the HTTP status of the answer, 0 when there was none.
func statusOf(err error) int {
	var answer *smithyhttp.ResponseError
	if errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}

// sent reports whether the error came when the request was on its way or
// after, rather than while it was made.
func sent(err error) bool {
	var transport *smithyhttp.RequestSendError
	var ended *smithy.CanceledError
	var unread *smithy.DeserializationError
	return errors.As(err, &transport) || errors.As(err, &ended) || errors.As(err, &unread)
}

// undialled reports whether there was not even a connection.
func undialled(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "dial"
}
