# One command per habit. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: bench-calls bench-accuracy bench-gate
.PHONY: help setup demo test lint types imports rules docs-check check samples model release lock audit fuzz trust clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(STAMP) ## make .venv with autoqa and the development tools in it

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

demo: setup ## recognise and score the sample calls; scorecards and pages land in demo-out/
	$(BIN)/python -m samples.demo demo-out

test: setup ## run the tests
	$(BIN)/python -m pytest

lint: setup ## style, types, import direction
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

rules: setup ## check every rule and standard, and run the rules' own examples
	$(BIN)/autoqa rules check --strict
	$(BIN)/autoqa rules test

docs-check: setup ## generated documents are up to date and what the README shows is true
	$(BIN)/python -m docs.check

check: lint rules docs-check test ## all of the above

bench-calls: setup ## render the benchmark's calls (needs libespeak-ng; 500 MB)
	$(BIN)/python -m benchmarks.calls

bench-accuracy: setup ## measure on the benchmark's calls; the report lands in benchmarks/accuracy/report/
	$(BIN)/python -m benchmarks.accuracy

bench-gate: setup ## a few of the benchmark's calls against bounds (minutes)
	$(BIN)/python -m benchmarks.accuracy --gate

samples: setup ## render the sample calls again from their scripts (needs libespeak-ng)
	$(BIN)/python -m samples.make

model: setup ## train the embedded model again (hours; needs libespeak-ng)
	$(BIN)/python -m pip install --quiet --group train
	$(BIN)/python -m models.recipe all

release: setup ## build wheel and sdist, install the wheel elsewhere and do a real job with it
	.ci/release

lock: setup ## resolve requirements.lock anew (versions and hashes of everything that is shipped with)
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-annotate --no-header --quiet --output-file requirements.lock
	$(BIN)/python -m docs.licences

audit: setup ## known vulnerabilities of the locked versions (asks the package index)
	.ci/audit

fuzz: setup ## 20,000 damaged recordings, metadata, rules and transcripts through the command line (an hour)
	$(BIN)/python -m tests.fuzz --cases 20000

trust: setup ## fit what the embedded model's verdicts may be believed; writes docs/trust.md (needs libespeak-ng)
	$(BIN)/python -m benchmarks.trust all

clean: ## remove what the commands above made
	rm -rf $(VENV) demo-out build dist .mypy_cache .ruff_cache .pytest_cache
