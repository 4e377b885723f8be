# What a person types. `make` sets up the environment, builds the demonstration and says where to look.
# The environment stands in .venv and is set up again when its lock file has changed; nothing else downloads.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --warn-undefined-variables

PYTHON ?= python3
MIRROR ?= ../shared/data
CORES ?= all
# further words for Snakemake or pytest: make ARGS=--dry-run, make test ARGS='-k digest'
ARGS ?=

BIN := .venv/bin
RUN_LOCK := envs/requirements.lock
DEV_LOCK := envs/requirements-dev.lock
COMPILE := uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header

.PHONY: demo open test check bench lock clean help

demo: .venv/.run ## build the demonstration (the default)
	$(BIN)/snakemake --cores $(CORES) $(ARGS)
	@echo "Open results/index.html"

open: .venv/.run ## build the same on open data; MIRROR=folder holds the mirrored files
	$(BIN)/snakemake --cores $(CORES) --configfile config/open.yaml --config mirror="$(MIRROR)" $(ARGS)
	@echo "Open results/open/index.html"

test: .venv/.dev ## run the tests
	$(BIN)/python -m pytest $(ARGS)

check: .venv/.dev ## format, lint, types, imports, tests: all that a commit must pass
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/snakemake --lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest $(ARGS)

bench: .venv/.dev ## measure the build
	$(BIN)/python tests/benchmarks/build.py $(ARGS)

lock: ## pin the newest compatible packages, with hashes (needs uv and the network)
	@command -v uv >/dev/null || { echo "make lock needs uv, which is not installed."; exit 1; }
	$(COMPILE) --upgrade envs/requirements.in -o $(RUN_LOCK)
	$(COMPILE) --upgrade envs/requirements-dev.in -o $(DEV_LOCK)

clean: ## remove everything that was generated, the environment too
	rm -rf .venv results logs benchmarks .snakemake .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find workflow tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf workflow/*.egg-info

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

# One environment for both: the packages for development are a superset of those for a run, and a run after the tests
# keeps them. A stamp holds a copy of the lock that was installed, so a changed lock is noticed whatever its time.
.venv/.dev: envs/install $(DEV_LOCK) pyproject.toml
	@envs/install "$(PYTHON)" $(DEV_LOCK)
	@touch .venv/.dev .venv/.run

.venv/.run: envs/install $(RUN_LOCK) pyproject.toml
	@envs/install "$(PYTHON)" $(RUN_LOCK)
	@touch .venv/.run
