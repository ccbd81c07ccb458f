.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export SABOTAGE STACK MINUTES SEED N

.PHONY: help run demo test pythons upgrade histories mails pages-all test-oidc fuzz check audit bench durability coverage mutants docs pictures lock stop clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock package-lock.json
	@$(PYTHON) deploy/local/bootstrap.py $(VENV) requirements.lock
	@$(BIN)/python -m deploy.node serve
	@touch $@

run: $(READY) ## the whole system on this machine, with a sample programme and a live board, until Ctrl-C
	@$(BIN)/python -m deploy.local run

demo: $(READY) ## the same, unattended: plays the sample, recounts every figure, writes build/demo.json
	@$(BIN)/python -m deploy.demo

test: $(READY) ## the checks and all test tiers on the real stack (STACK=docker: in containers)
	@$(BIN)/python -m tests.tiers

pythons: $(READY) ## unit and contract tests on every newer Python of this machine (make test: on the newest)
	@$(BIN)/python -m tests.pythons

upgrade: $(READY) ## the commit before new fields and topics beside this code, step by step, on one broker
	@$(BIN)/python -m tests.upgrade

histories: $(READY) ## a thousand random histories in memory and fifty on the real stack (SEED=… repeats them)
	@MODEL_HISTORIES=1000 APPOINTING_HISTORIES=1000 STACK_HISTORIES=50 $(BIN)/pytest tests/unit/ranking/test_model.py \
		tests/unit/ranking/test_any_order.py tests/unit/appointments/test_histories.py tests/e2e/test_model.py

mails: $(READY) ## three thousand mails, notify killed among them
	@MAILS=3000 $(BIN)/pytest tests/e2e/test_many_mails.py

pages-all: $(READY) ## every page of the portal in each state, language, width and theme, looked at by axe-core (PAGES=ko: one language)
	@PAGES="$${PAGES:-all}" $(BIN)/pytest tests/portal/browser/test_every_page.py -q

test-oidc: $(READY) ## the services, and signing in in a browser, with a real Keycloak (fetches 176 MB once)
	@$(BIN)/pytest tests/oidc -q

fuzz: $(READY) ## requests made from the four OpenAPI documents, all checks on
	@$(BIN)/pytest tests/fuzz -q

check: $(READY) ## style, types and the arrows between modules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

audit: $(READY) ## known vulnerabilities, licences, secrets
	@$(BIN)/python -m deploy.audit

bench: $(READY) ## figures as ratios to something bare, in build/bench.json
	@$(BIN)/python -m tests.bench

durability: $(READY) ## the whole stack under faults (MINUTES=2 SEED=…), an audit, and docs/guarantees.md
	@PAGE=1 $(BIN)/python -m tests.durability

coverage: $(READY) ## which branches of the domains no unit or contract test takes; 100 % or a reason beside the line
	@mkdir -p build/coverage
	@$(BIN)/coverage run -m pytest tests/unit tests/contract
	@$(BIN)/coverage report

mutants: $(READY) ## bugs put into the domains (N=100 SEED=…: drawn at random); tests must notice
	@$(BIN)/python -m tests.mutants

docs: $(READY) ## the JSON Schemas, AsyncAPI and OpenAPI documents under docs/
	@$(BIN)/python -m deploy.documents

pictures: $(READY) ## pictures of the documents, made of the sample: a certificate, and three pages of the portal
	@$(BIN)/python -m deploy.pictures

lock: $(READY) ## requirements.lock (and the image's part of it), package-lock.json: exact versions and hashes
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --upgrade --quiet --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --constraint requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --quiet --output-file deploy/image.lock
	@$(BIN)/python -m deploy.node

stop: $(READY) ## end what `make run` left running, if its terminal was closed
	@$(BIN)/python -m deploy.local stop

clean: ## remove the virtual environment, local state and what was built
	@rm -rf $(VENV) .local build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .schemathesis
