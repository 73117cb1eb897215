// Package e2e tests Kibitz from outside, as it is built and shipped. This part
// is mostly about AWS: the template is linted, its functions are built by SAM and
// run in Lambda's runtime emulator, each under its own role's policy, over a
// table made from the template.
//
//	tools_test.go     what must be installed for it
//	template_test.go  cfn-lint and sam validate
//	build_test.go     the built functions and their size
//	emulator_test.go  a function in the emulator
//	role_test.go      the table as one role may use it
//	endpoint_test.go  the table and its stream, as AWS would set them up
//	stack_test.go     all of it together
//	start_test.go     how long a function takes to start
//	contract_test.go  made-up requests, and openapi.yaml as their judge
//
// The browser's part is *.test.mjs; bench measures a running server.
package e2e
