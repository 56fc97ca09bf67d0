# Everything a fresh machine needs: `make run` serves the chronology, `make test` passes the tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FILES ?= .
CORPUS ?=
# Each file's tests stay in one process, so that what a module starts is started once; which comes first, tests/conftest.py says.
SPREAD := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# What is compiled once need not be by each process: those that tests start would spend half a second on it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint tools bench demo dist lock audit clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: $(VENV)/.run ## set up, then serve the chronology at http://127.0.0.1:8000 (PORT and DATA are honoured)
	@echo 'The command is $(CURDIR)/$(BIN)/timeline: call it so, or type ". $(BIN)/activate" once and then "timeline --help".'
	@$(BIN)/timeline serve --files $(FILES) --fix --watch

test: $(VENV)/.dev tools lint ## set up, then check types, layers and style, and run every test
	@$(BIN)/python -m pytest $(SPREAD) $(PYTEST)

test-fast: $(VENV)/.dev lint ## the same without browsers, feed readers, server processes and PostgreSQL
	@$(BIN)/python -m pytest $(SPREAD) -m "not browser and not clients and not process and not postgres" $(PYTEST)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

tools:
	@sh tests/tools.sh

bench: $(VENV)/.dev ## measure (CORPUS=DIR adds the scores on temporal corpora)
	@CORPUS="$(CORPUS)" $(BIN)/python -m benchmarks

demo: $(VENV)/.run ## take in calendars, feeds, a table and a page of our own, and print what became of them
	@$(BIN)/python -m demo --articles ../shared/articles

dist: $(VENV)/.dev ## build dist/*.whl, which "pipx install" and "uv tool install" take
	@rm -rf dist && $(BIN)/python -m hatchling build -t wheel -d dist

lock: $(VENV)/.dev ## pin the newest versions that pyproject.toml allows
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -c requirements.txt pyproject.toml --group dev -o requirements-dev.txt

audit: $(VENV)/.dev ## look at the licences of what is pinned, and at what is known against it (needs PyPI or OSV)
	@$(BIN)/python -m tests.audit

clean: ## remove the environment and what was built
	rm -rf $(VENV) out dist

# The environment: made once, brought up to date when a lock file or pyproject.toml changes.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "timeline needs Python 3.11 or newer; say which: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "no venv module: on Debian, apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.run: $(VENV)/bin/python requirements.txt pyproject.toml
	@test -f $(VENV)/.dev || { echo "setting up (once)…"; $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt; }
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements-dev.txt pyproject.toml
	@echo "setting up (once)…"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@
