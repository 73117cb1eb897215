package dynamo

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"testing"
	"time"
)

// The fingerprints are those that Amazon publishes.
func TestAmazonRoots(t *testing.T) {
	want := map[string]string{
		"Amazon Root CA 1": "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
		"Amazon Root CA 2": "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
		"Amazon Root CA 3": "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
		"Amazon Root CA 4": "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
		"Starfield Services Root Certificate Authority - G2": "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
	}
	pool := AmazonRoots()
	rest := rootsPEM
	for range want {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			t.Fatal("a certificate is missing")
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(block.Bytes)
		if name := cert.Subject.CommonName; hex.EncodeToString(sum[:]) != want[name] {
			t.Errorf("%s has fingerprint %x", name, sum)
		}
		if _, err := cert.Verify(x509.VerifyOptions{Roots: pool, CurrentTime: time.Date(2037, 1, 1, 0, 0, 0, 0, time.UTC)}); err != nil {
			t.Error(err)
		}
	}
	if block, _ := pem.Decode(rest); block != nil {
		t.Error("more certificates than are known")
	}
}
