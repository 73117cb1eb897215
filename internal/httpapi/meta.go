package httpapi

import (
	_ "embed"
	"fmt"
	"net/http"
)

// contract describes this interface in OpenAPI 3.1.
//
//go:embed openapi.yaml
var contract []byte

// contractAnswer is made once; the contract does not change while we run.
func contractAnswer() answer {
	return answer{status: http.StatusOK, kind: "application/yaml", cache: contractCache, tag: etag(contract), body: contract}
}

func (a *api) getContract(http.Header, *http.Request) (answer, error) { return a.contract, nil }

// getHealth answers 200 when the table answers.
func (a *api) getHealth(_ http.Header, r *http.Request) (answer, error) {
	if err := a.Health(r.Context()); err != nil {
		return answer{}, fmt.Errorf("health: %w", err)
	}
	return reply(http.StatusOK, noStore, healthJSON{Status: "ok", Version: a.Version, Time: a.Now().UTC()})
}
