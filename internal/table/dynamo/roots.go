package dynamo

import (
	"crypto/x509"
	_ "embed" // for the certificates
)

// rootsPEM is what https://www.amazontrust.com/repository/ publishes.
//
//go:embed roots.pem
var rootsPEM []byte

// AmazonRoots returns the five certificate authorities that AWS's endpoints
// show the certificates of, for NewHTTPClient. Reading the system's 145 takes
// 4 to 18 ms of a cold start, depending on how often a system lists them;
// these take under 1 ms.
//
// They are for functions that talk to AWS alone, outside China, whose regions
// have others. AWS asks those who name its authorities to name all of these.
func AmazonRoots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(rootsPEM)
	return pool
}
