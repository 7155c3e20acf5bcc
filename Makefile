# Simpul: `make` prints the targets; `make demo` and `make test` set everything up themselves.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.from-lock

.DEFAULT_GOAL := help
.PHONY: help setup demo recording pictures test check fix broker faults mutants twins promises proofs bench schemas lock

help: ## print these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup: $(STAMP) ## make .venv from requirements.lock (hashes), if it is missing or the lock changed

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Simpul needs Python 3.11 or later; set PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python has no venv module (Debian: package python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## the whole arrow line on an embedded Kafka, with ten simulated agencies; Ctrl-C ends it
	$(BIN)/simpul demo

recording: setup ## docs/demo.svg anew: the demo's screen over a minute
	$(BIN)/simpul demo --for 60 --record docs/demo.svg

pictures: setup ## docs/board*.png anew: a demo's board in a real Chromium (Debian: chromium)
	$(BIN)/python -m tests.browser.pictures

test: check ## lint, types, import layers, then every test (what CI calls)
	$(BIN)/pytest --numprocesses 3 --dist loadfile

check: setup ## lint, types and import layers, without the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fix: setup ## let ruff repair and format what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

broker: setup ## the tests that need a real Kafka, alone
	$(BIN)/pytest tests/broker

faults: setup ## every fault on real Kafka by a seeded schedule, about 20 minutes: make faults SEED=7 JSON=FILE
	$(BIN)/python -m tests.faults $(if $(SEED),--seed $(SEED)) $(if $(JSON),--json $(JSON))

mutants: setup ## builds made wrong in one function each: every one must be caught, the real one clean
	$(BIN)/python -m tests.faults.mutants $(if $(SEED),--seed $(SEED)) $(if $(JSON),--json $(JSON))

twins: setup ## ten thousand random histories: the fold and the slow reference agree: make twins SEED=7
	$(BIN)/python -m tests.property.twins $(if $(SEED),--seed $(SEED)) $(if $(JSON),--json $(JSON))

promises: setup ## docs/promises.md anew from the runs kept in docs/proofs
	$(BIN)/python -m tests.faults.promises

proofs: setup ## what takes longer than the tests, half an hour: wrong builds, faults, promises: make proofs SEED=7
	$(MAKE) twins JSON=docs/proofs/twins.json
	$(MAKE) mutants JSON=docs/proofs/mutants.json
	$(MAKE) faults JSON=docs/proofs/faults.json
	$(BIN)/python -m tests.alarms --json docs/proofs/alerts.json
	$(MAKE) promises

bench: setup ## events a second and CPU an event, per hop; reading state back; a flood; take-overs; watching; the ledger
	$(BIN)/simpul bench
	$(BIN)/python -m tests.bench.flood
	$(BIN)/python -m tests.bench.takeover
	$(BIN)/python -m tests.bench.metering
	$(BIN)/python -m tests.bench.ledger

schemas: setup ## write contracts/schemas anew from the code
	$(BIN)/simpul schemas write

lock: ## make requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --upgrade -o requirements.lock
