// Package config reads the environment; nothing else in Kibitz does. Programs
// on one machine take flags instead and need only Credentials and Region from
// here.
//
// Names are AWS's own where AWS has one, so that what sets them elsewhere sets
// them here.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
)

// Variables of the environment. EnvTable is set by template.yaml, the region
// and the credentials by Lambda.
const (
	EnvTable        = "KIBITZ_TABLE"              // name of the table; required
	EnvRegion       = "AWS_REGION"                // as in eu-central-1; required
	EnvEndpoint     = "AWS_ENDPOINT_URL_DYNAMODB" // of another DynamoDB than the region's own
	EnvAllEndpoints = "AWS_ENDPOINT_URL"          // of all services, where EnvEndpoint is not set

	EnvAccessKeyID     = "AWS_ACCESS_KEY_ID"     // required
	EnvSecretAccessKey = "AWS_SECRET_ACCESS_KEY" // required
	EnvSessionToken    = "AWS_SESSION_TOKEN"     // with the temporary keys of a role
)

// Function is the configuration of a Lambda function.
type Function struct {
	Table    string
	Region   string
	Endpoint string // "" for the region's own
}

// ReadFunction reads a function's configuration. The error names every
// variable that is missing or wrong, but no value of a credential.
func ReadFunction() (Function, error) {
	endpoint := EnvEndpoint
	if os.Getenv(endpoint) == "" {
		endpoint = EnvAllEndpoints
	}
	f := Function{Table: os.Getenv(EnvTable), Region: os.Getenv(EnvRegion), Endpoint: os.Getenv(endpoint)}
	var mistakes []error
	for _, name := range []string{EnvTable, EnvRegion} {
		if os.Getenv(name) == "" {
			mistakes = append(mistakes, fmt.Errorf("%s %w", name, errMissing))
		}
	}
	if f.Endpoint != "" {
		if u, err := url.Parse(f.Endpoint); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			mistakes = append(mistakes, fmt.Errorf("%s: %q %w", endpoint, f.Endpoint, errNoURL))
		}
	}
	if _, err := ReadCredentials(); err != nil {
		mistakes = append(mistakes, err)
	}
	return f, errors.Join(mistakes...)
}

// Variables that let moderators sign in with the newsroom's own accounts, by
// OpenID Connect. All homes of the program read them here.
const (
	EnvOpenIDIssuer = "KIBITZ_OIDC_ISSUER"        // address of the issuer; without it there are no such accounts
	EnvOpenIDClient = "KIBITZ_OIDC_CLIENT_ID"     // what Kibitz is to the issuer; required with it
	EnvOpenIDSecret = "KIBITZ_OIDC_CLIENT_SECRET" // where the issuer wants one
	EnvOpenIDGroups = "KIBITZ_OIDC_GROUPS_CLAIM"  // claim of the ID token that has the groups
	EnvOpenIDRoles  = "KIBITZ_OIDC_ROLES"         // what groups may do, GROUP=SITE:ROLE,…; required with it
)

// OpenID is what the environment says of the newsroom's accounts.
type OpenID struct {
	Issuer, Client, Secret, GroupsClaim, Roles string
}

// ReadOpenID reads it; the zero value when no issuer is set. The error names
// every variable that is missing or wrong.
func ReadOpenID() (OpenID, error) {
	o := OpenID{os.Getenv(EnvOpenIDIssuer), os.Getenv(EnvOpenIDClient), os.Getenv(EnvOpenIDSecret), os.Getenv(EnvOpenIDGroups), os.Getenv(EnvOpenIDRoles)}
	if o.Issuer == "" {
		return OpenID{}, nil
	}
	var mistakes []error
	if u, err := url.Parse(o.Issuer); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		mistakes = append(mistakes, fmt.Errorf("%s: %q %w", EnvOpenIDIssuer, o.Issuer, errNoURL))
	}
	for name, value := range map[string]string{EnvOpenIDClient: o.Client, EnvOpenIDRoles: o.Roles} {
		if value == "" {
			mistakes = append(mistakes, fmt.Errorf("%s %w", name, errMissing))
		}
	}
	return o, errors.Join(mistakes...)
}

// Credentials sign requests to AWS.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string // "" for long-lived keys
}

// ReadCredentials reads the credentials as they are now: on Lambda those of
// the function's role. The error names every variable that is missing.
func ReadCredentials() (Credentials, error) {
	c := Credentials{
		AccessKeyID:     os.Getenv(EnvAccessKeyID),
		SecretAccessKey: os.Getenv(EnvSecretAccessKey),
		SessionToken:    os.Getenv(EnvSessionToken),
	}
	var mistakes []error
	if c.AccessKeyID == "" {
		mistakes = append(mistakes, fmt.Errorf("%s %w", EnvAccessKeyID, errMissing))
	}
	if c.SecretAccessKey == "" {
		mistakes = append(mistakes, fmt.Errorf("%s %w", EnvSecretAccessKey, errMissing))
	}
	return c, errors.Join(mistakes...)
}

// Region returns the region that the environment names, "" for none.
func Region() string { return os.Getenv(EnvRegion) }

var (
	errMissing = errors.New("is not set")
	errNoURL   = errors.New("is no http(s) address")
)
