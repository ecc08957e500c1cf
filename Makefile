# Every command of the project. `make` alone lists them.
#   PYTHON=python3.12 make setup     another Python (3.11 or newer)
#   CHROMIUM=/path/to/chromium make test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
BROWSER_SOURCES := $(shell find browser -type f 2>/dev/null)

# Browsers that Playwright fetches stay in the project, so that an empty home directory changes nothing.
export PLAYWRIGHT_BROWSERS_PATH := $(CURDIR)/.browsers
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup check format test test-all mutants faults simulation faults-report demo bench bench-long ux lock screenshots chromium clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMPS)/package $(STAMPS)/bundle ## Install everything in .venv and node_modules, build the browser pages
	@echo "Ready: $(BIN)/sceau"

$(STAMPS)/prerequisites: scripts/prerequisites.sh
	@scripts/prerequisites.sh "$(PYTHON)"
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/python: requirements/dev.txt | $(STAMPS)/prerequisites
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/package: pyproject.toml $(STAMPS)/python
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/node: package.json package-lock.json .npmrc | $(STAMPS)/prerequisites
	npm ci --ignore-scripts --silent
	@touch $@

$(STAMPS)/bundle: $(STAMPS)/node $(BROWSER_SOURCES)
	npm run --silent build
	@touch $@

check: setup ## Formatting, lint, types, who may import whom (changes nothing)
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy src tests $(wildcard bench ux scripts/*.py)
	$(BIN)/lint-imports --no-logo
	npm run --silent check

format: setup ## Format the code and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	npx --no-install prettier --write --log-level warn browser

test: setup chromium ## Every unit and integration test, each journey, a slice of the faults
	npm run --silent test
	$(BIN)/python -m pytest -m "not slow"

test-all: setup chromium ## The tests, with every fault and every slow case
	npm run --silent test
	$(BIN)/python -m pytest

# SEEDS: seeds of the simulation. ENVELOPES: acknowledged in each row of real processes. ROWS="--row 1 --row 7" for some.
SEEDS ?= 500
ENVELOPES ?= 10000
ROWS ?=

faults: simulation ## Every fault that this machine can try; the results go to docs/faults
	$(BIN)/python -m tests.faults.run --envelopes $(ENVELOPES) $(ROWS)

simulation: setup ## Whatever a seed draws, in one process: SEEDS=500 takes minutes; a seed that fails replays
	$(BIN)/python -m tests.faults.simulation --seeds $(SEEDS) --results docs/faults

faults-report: setup ## Write docs/faults.md from those results
	$(BIN)/python -m tests.faults.report

mutants: setup ## Break sealing, opening, receipts and delivery one spot at a time: which breaks no test notices
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

demo: setup ## Relay, register and a pharmacy on this machine, with people made up
	$(BIN)/sceau demo

bench: setup ## Measure, print the table, write bench/results.json
	$(BIN)/python -m bench

bench-long: setup ## Measure a record day and a long life: half an hour, 45 GB of disk
	$(BIN)/python -m bench.long

ux: setup chromium ## Do the counter's tasks in Chromium, print what they cost, write ux/results.json
	$(BIN)/python -m ux

screenshots: setup chromium ## Take the documents' pictures again
	$(BIN)/python scripts/screenshots.py

chromium: $(STAMPS)/package ## Find the Chromium of the tests, or install one
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/chromium.sh install

lock: setup ## Resolve the dependencies again, with hashes
	BIN=$(BIN) scripts/lock.sh
	$(MAKE) setup

clean: ## Remove everything that was installed or built
	rm -rf $(VENV) node_modules .browsers src/sceau/web/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants
