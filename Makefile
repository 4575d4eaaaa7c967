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
INSTALL = $(UV) pip install --quiet --python $(BIN)/python --require-hashes
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test lint bench lock schema clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) \
		| awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

run: $(RUNTIME) ## Open the app in the browser (PORT=8501)
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(DEV) ## Run all tests, on all cores (ARGS="-k nash" for some)
	@tests/install_browser.sh $(BIN)
	@tests/install_services.sh
	$(BIN)/pytest -n logical --maxprocesses 8 --dist worksteal $(ARGS)

lint: $(DEV) ## Check format, style and types
	$(BIN)/ruff format --check $(ALL_CODE)
	$(BIN)/ruff check $(ALL_CODE)
	$(if $(CODE),$(BIN)/mypy $(CODE))
	$(BIN)/deno fmt --check --quiet && $(BIN)/deno lint --quiet && $(BIN)/deno check --quiet ui/*.js

bench: $(DEV) ## Measure how fast the engine and the pages are
	$(BIN)/python -m benchmarks $(ARGS)

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
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(RUNTIME): requirements.txt | $(BIN)/python $(UV)
	@echo "Installing what the app needs"
	@$(INSTALL) --requirements requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME) | $(BIN)/python $(UV)
	@echo "Installing what the checks need"
	@$(INSTALL) --requirements requirements-dev.txt
	@touch $@
