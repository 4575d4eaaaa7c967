# Everything is done through `make`; see `make help`.

PYTHON ?= python3
PORT ?= 8501
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
CODE := $(wildcard simulator classroom ui app.py benchmarks)
ALL_CODE := $(CODE) $(wildcard tests)

# The stamps say what is installed; an install that fails leaves none.
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed

# uv installs and locks: the one on PATH, or else one that is put into the environment.
UV := $(or $(shell uv --version >/dev/null 2>&1 && command -v uv),$(BIN)/uv)
# Nothing is ever compiled: what has no wheel is not locked, nor installed.
WHEELS := --only-binary :all:
INSTALL = $(UV) pip install --quiet --python $(BIN)/python --require-hashes $(WHEELS)
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links $(WHEELS)
SYSTEMS := x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu aarch64-apple-darwin \
	x86_64-apple-darwin x86_64-pc-windows-msvc
PYTHONS := 3.11 3.12 3.13 3.14

PYTEST = $(BIN)/pytest -n logical --maxprocesses 8 --dist worksteal

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run class test exhaustive fuzz oracles services lint wheels bench calibrate lock schema clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) \
		| awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: $(RUNTIME) ## Open the app in the browser, for this computer alone (PORT=8501)
	@echo "For this computer alone. To let a class in: make class"
	$(BIN)/streamlit run app.py --server.port $(PORT)

class: $(RUNTIME) ## The same for everybody in the network: shows the address for phones
	@$(BIN)/python -m ui.server.invitation $(PORT)
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.address 0.0.0.0

test: $(DEV) services ## Run the tests, on all cores (ARGS="-k nash" for some); first `make services`
	$(PYTEST) -m "not exhaustive" $(ARGS)

exhaustive: $(DEV) services ## Run the others: all options of all scenarios, and processes that end, race, deploy
	$(PYTEST) -m exhaustive $(ARGS)

services: $(DEV) ## Install what tests start, as root: Chromium, PostgreSQL, nginx (says so first)
	@tests/install_browser.sh $(BIN)
	@tests/install_services.sh

fuzz: $(DEV) ## Look for new counterexamples: property tests on many more, random inputs
	HYPOTHESIS_PROFILE=explore $(PYTEST) -m hypothesis $(ARGS)

oracles: $(DEV) ## Compare with Gambit and NegMAS; installs them, Gambit perhaps by compiling for minutes
	$(UV) pip install --quiet --python $(BIN)/python --group oracles --constraint requirements-dev.txt
	$(PYTEST) tests/oracles $(ARGS)

lint: $(DEV) ## Check format, style and types
	$(BIN)/ruff format --check $(ALL_CODE)
	$(BIN)/ruff check $(ALL_CODE)
	$(BIN)/lint-imports --no-logo --no-cache
	$(if $(ALL_CODE),$(BIN)/mypy $(ALL_CODE))
	$(BIN)/deno fmt --check --quiet && $(BIN)/deno lint --quiet && $(BIN)/deno check --quiet ui/components/*.js

wheels: | $(BIN)/python $(UV) ## Check that all that is locked comes ready-made for every system and Python
	@for system in $(SYSTEMS); do printf "$$system %s\n" $(PYTHONS); done | xargs -P 8 -L 1 bash -c ' \
		$(UV) pip install --quiet --dry-run --require-hashes $(WHEELS) --target build/none \
			--python $(BIN)/python --python-platform $$0 --python-version $$1 \
			--requirements requirements.txt --requirements requirements-dev.txt \
		&& echo "wheels for $$0, Python $$1"'

bench: $(DEV) ## Measure how fast the engine and the pages are
	$(BIN)/python -m benchmarks $(ARGS)

calibrate: $(RUNTIME) ## Fit the acceptance curve on the public data (DATA=folder, see docs/calibration.md)
	$(BIN)/python -m simulator calibrate --published \
		$(or $(DATA),$(error name the folder of the data sets: make calibrate DATA=folder)) $(ARGS)

lock: | $(BIN)/python $(UV) ## Choose the newest versions that fit and lock them with their hashes
	$(COMPILE) --upgrade pyproject.toml --output-file requirements.txt
	$(COMPILE) --upgrade pyproject.toml --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt

schema: $(RUNTIME) ## Write scenarios/scenario.schema.json anew from the model
	@trap 'rm -f scenarios/.schema.new' EXIT; \
	$(BIN)/python -m simulator schema > scenarios/.schema.new \
		&& mv scenarios/.schema.new scenarios/scenario.schema.json
	@echo "wrote scenarios/scenario.schema.json"

clean: ## Remove the environment and everything that can be made again
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist tests/browser/screens
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that is new enough, PYTHON before all others.
$(BIN)/python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$("$$python" --version) ($$python)"; \
			"$$python" -m venv $(VENV) && exit 0; \
			rm -rf $(VENV); \
			echo "$$python cannot make a virtual environment: install its venv module" \
				"(Debian and Ubuntu: apt install python3-venv)." >&2; \
			exit 1; \
		fi; \
	done; \
	echo "deal-desk needs Python 3.11 or newer. $(PYTHON) is" \
		"$$($(PYTHON) --version 2>/dev/null || echo 'not there')." \
		"Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
	exit 1

$(BIN)/uv: | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(WHEELS) \
		uv==$(UV_VERSION)

$(RUNTIME): requirements.txt | $(BIN)/python $(UV)
	@echo "Installing what the app needs"
	@$(INSTALL) --requirements requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME) | $(BIN)/python $(UV)
	@echo "Installing what the checks need"
	@$(INSTALL) --requirements requirements-dev.txt
	@touch $@
