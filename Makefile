# Everything sets up what it needs; a fresh clone with Python 3.11+, make and git is enough.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv
SYNC := $(UV) pip sync --quiet --python $(BIN)/python --require-hashes
INSTALL := $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
TESTERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN || echo 2) + 1)
ASSETS := $(shell find tracker/assets tracker/translations -name '*.po' -o -path 'tracker/assets/*' -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup setup-run run demo test faults check fix bench assets lock clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1	\2/' | expand -t 18

run: setup-run ## Start an empty installation at http://$(HOST):$(PORT)
	@$(BIN)/tracker run --host $(HOST) --port $(PORT)

demo: setup-run ## Start the demo world at http://$(HOST):$(PORT)
	@$(BIN)/tracker demo run --host $(HOST) --port $(PORT)

setup: .venv/dev ## Set up everything for working on the product

test: .venv/dev ## Run every test, on SQLite and on PostgreSQL
	$(BIN)/pytest -n $(TESTERS)

faults: .venv/dev ## Break an installation on purpose, for an hour, and count what is lost or doubled
	$(BIN)/python -m tests.faults $(FAULTS)

check: .venv/dev ## Check style, types, floors, templates, tables
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

fix: .venv/dev ## Put style right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev ## Measure the pages against the floor and print the table
	$(BIN)/python -m bench $(BENCH)

assets: .venv/dev ## Build styles, scripts, icons and catalogues
	$(BIN)/python hatch_build.py

lock: .venv/uv ## Renew the requirement locks
	$(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --custom-compile-command "make lock" --extra postgres --extra inbound --group build --quiet --output-file requirements/run.txt
	$(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --custom-compile-command "make lock" --extra postgres --extra inbound --group build --group dev --quiet --output-file requirements/dev.txt

clean: ## Remove the environment and everything that was built
	rm -rf .venv build dist tracker/static node_modules

.venv/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed; say which, such as: make $(MAKECMDGOALS) PYTHON=python3.12'; exit 1; }
	@echo "Making an environment in .venv"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
	@touch $@

setup-run: .venv/run

.venv/run: .venv/uv requirements/run.txt pyproject.toml hatch_build.py package-lock.json $(ASSETS)
	@echo "Installing what the product needs"
	@test -e .venv/dev || $(SYNC) requirements/uv.txt requirements/run.txt
	@echo "Building styles, scripts and texts"
	@$(INSTALL)
	@touch $@

.venv/dev: .venv/uv requirements/dev.txt pyproject.toml hatch_build.py package-lock.json $(ASSETS)
	@echo "Installing what the product and its tests need"
	@$(SYNC) requirements/uv.txt requirements/dev.txt
	@echo "Building styles, scripts and texts"
	@$(INSTALL)
	@touch $@ .venv/run
