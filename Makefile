# Kibitz. "make" says what there is to make.

# What may be given on the command line.
ARCHITECTURE ?= arm64
BUILD_DIR    ?= .aws-sam/build
STACK        ?= kibitz
REGION       ?= $(AWS_REGION)
PARAMETERS   ?=

# Tools live in .tools, each in a version of its own, and in e2e/node_modules.
TOOLS    := $(CURDIR)/.tools
VENV     := $(TOOLS)/venv
LINT     := $(TOOLS)/golangci-lint-v2.15.0
SAM      := SAM_CLI_TELEMETRY=0 $(VENV)/bin/sam
CONFIG   := --config-file $(CURDIR)/infra/samconfig.toml
DYNOXIDE := $(CURDIR)/e2e/node_modules/@dynoxide/linux-x64/dynoxide

# What the whole test needs from Debian: name of the command, which is the package's too.
DEBIAN   := chromium

# With these, no test that needs a service is skipped.
SERVICES := KIBITZ_DYNOXIDE=$(DYNOXIDE) KIBITZ_TOOLS=$(VENV) TEST_REQUIRE=dynamodb,sam,node

.DEFAULT_GOAL := help
.PHONY: help
help: ## say what there is to make
	@awk -F ':[^#]*## ' '/^[a-z-]+:[^#]*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ------------------------------------------------------------------- testing

.PHONY: check
check: lint ## the inner loop: format, vet, lint, Go tests with the race detector
	go test -race -shuffle=on ./...

.PHONY: test
test: needs lint $(VENV)/done e2e/node_modules/done internal/widget/node_modules/done internal/desk/node_modules/done ## everything; installs what it needs
	cd internal/widget && npx tsc && npm test
	cd internal/desk && npx tsc && npm test
	$(SERVICES) go test -race -shuffle=on -timeout=20m $$(go list ./... | grep -v /e2e)
	$(SERVICES) KIBITZ_BIG_PAGE=1000000 go test -count=1 ./internal/comment ./internal/fold ./internal/sanitize ./internal/store
	$(SERVICES) go test -count=1 -timeout=20m ./e2e/...
	cd e2e && CHROMIUM=$$(command -v chromium) npm test

.PHONY: lint
lint: $(LINT)
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "gofmt would change:" $$unformatted; exit 1; }
	go vet ./...
	$(LINT) run ./...

.PHONY: bench
bench: dist/kibitz $(VENV)/done e2e/node_modules/done ## measure the built program and the functions' start on this machine
	go run ./e2e/bench -bin dist/kibitz
	KIBITZ_BIN=$(CURDIR)/dist/kibitz CHROMIUM=$$(command -v chromium) node e2e/bench/scroll.mjs
	$(SERVICES) go test -run='^$$' -bench=Start -benchtime=25x ./e2e

# ------------------------------------------------------------------ building

.PHONY: build
build: dist/kibitz functions ## the program into dist, the functions into .aws-sam

.PHONY: dist/kibitz
dist/kibitz:
	CGO_ENABLED=0 go build -trimpath -ldflags=-s -o $@ ./cmd/kibitz

.PHONY: functions
functions: $(VENV)/done
	CGO_ENABLED=0 GOFLAGS="-trimpath -tags=lambda.norpc -ldflags=-s" $(SAM) build $(CONFIG) \
		--build-dir $(BUILD_DIR) --parameter-overrides Architecture=$(ARCHITECTURE)

.PHONY: widget
widget: internal/widget/node_modules/done ## the elements into internal/widget/dist, which is committed
	cd internal/widget && npm run build

.PHONY: desk
desk: internal/desk/node_modules/done ## the moderators' dashboard into internal/desk/dist, which is committed
	cd internal/desk && npm run build

.PHONY: deploy
deploy: functions ## the stack to AWS: make deploy STACK=kibitz REGION=eu-central-1 PARAMETERS='LogDays=7'
	$(SAM) deploy $(CONFIG) --template-file $(BUILD_DIR)/template.yaml --stack-name $(STACK) $(if $(REGION),--region $(REGION)) \
		--parameter-overrides Architecture=$(ARCHITECTURE) $(PARAMETERS)

.PHONY: destroy
destroy: $(VENV)/done ## the stack, not its table, which keeps what readers wrote
	$(SAM) delete $(CONFIG) --stack-name $(STACK) $(if $(REGION),--region $(REGION))

# --------------------------------------------------------------------- tools

.PHONY: needs
needs:
	@missing=; for tool in go node npm python3 git; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	absent=; for tool in $(DEBIAN); do command -v $$tool >/dev/null || absent="$$absent $$tool"; done; \
	if test -n "$$absent" && command -v apt-get >/dev/null && test "$$(id -u)" = 0; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$absent; \
	else missing="$$missing$$absent"; fi; \
	test -z "$$missing" || { echo "missing, and needed to test:$$missing"; exit 1; }

$(VENV)/done: e2e/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

%/node_modules/done: %/package-lock.json
	cd $* && npm ci --no-audit --no-fund
	@touch $@

$(LINT):
	GOBIN=$(TOOLS) GOFLAGS= go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	mv $(TOOLS)/golangci-lint $@

.PHONY: clean
clean: ## remove what was built, not the tools
	rm -rf dist .aws-sam
