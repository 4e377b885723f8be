# What a person types. `make` sets up the environment, builds the demonstration and says where to look.
# It needs make and Python 3.11 or newer, and takes uv where it is there. The environment stands in .venv and is set up
# again when its lock file has changed.

ifneq ($(words $(CURDIR)),1)
$(error Snakemake cannot run scripts from a folder with a space in its path (its issue 2645): move this folder)
endif

PYTHON ?= python3
# cores to use: a number, or all
CORES ?= all
# folder of mirrored open data; without it `make open` takes the files from their registered addresses
MIRROR ?=
# further words for the program that is called: make ARGS=--dry-run, make test ARGS='-k digest'
ARGS ?=

# a build is some hundred short jobs, and tests are two processes of 300 files: each would compile all that it imports
# where an image of a container has set this
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
SNAKEMAKE := $(BIN)/snakemake --cores $(CORES)
# tests that share what they build stay in one process (tests/conftest.py deals them out)
TEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(ARGS)
RUN_LOCK := envs/requirements.lock
DEV_LOCK := envs/requirements-dev.lock
COMPILE := uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header

# world that verify, diff and release are about (an overlay of that name in config/), and what diff compares with
WORLD ?= demonstration
BASE ?=
SETTINGS := $(if $(filter-out demonstration,$(WORLD)),--configfile config/$(WORLD).yaml) \
	$(if $(MIRROR)$(BASE),--config $(if $(MIRROR),mirror="$(MIRROR)") $(if $(BASE),base="$(BASE)"))
RESULTS := results$(if $(filter-out demonstration,$(WORLD)),/$(WORLD))

.PHONY: verify diff release expected fetch validators
.PHONY: demo open report test check bench referee coverage speed specifications verdicts slurm faults explorer publications lock clean help

demo: .venv/.run ## build the demonstration (what `make` alone does)
	@$(SNAKEMAKE) $(ARGS)
	@echo "Open results/index.html"

open: .venv/.run ## build the same studies on open data: make open MIRROR=folder
	@$(SNAKEMAKE) --configfile config/open.yaml $(if $(MIRROR),--config mirror="$(MIRROR)") $(ARGS)
	@echo "Open results/open/index.html"

report: .venv/.run ## gather figures, tables, publications and run times of the built demonstration in results/report.html
	@$(SNAKEMAKE) --report results/report.html $(ARGS)

verify: .venv/.run ## are the results the expected ones? each file and value: expected, rebuilt, difference, verdict
	@$(SNAKEMAKE) verify --forcerun report_verification $(SETTINGS) $(ARGS)

diff: .venv/.run ## what changed in the findings, and why: make diff BASE=package.zip (else: since the expected results)
	@$(SNAKEMAKE) diff --forcerun report_changes $(SETTINGS) $(ARGS)

release: .venv/.run ## write the replication package: one file for an archive
	@$(SNAKEMAKE) release --forcerun report_release $(SETTINGS) $(ARGS)

expected: .venv/.run ## make the present results the expected ones (says what that changes); commit resources/expected
	@$(SNAKEMAKE) $(RESULTS)/release/record $(SETTINGS) $(ARGS)
	@$(BIN)/python -m paradiplomacy expect --results $(RESULTS) --replace

validators: .venv/.dev ## have the validators of Frictionless and RO-Crate read the replication package (network)
	@$(BIN)/python tests/benchmarks/validators.py $(RESULTS)/release/replication_package.zip

fetch: .venv/.run ## in a replication package: fetch the files that it may not hold: make fetch MIRROR=../data
	@$(BIN)/python -m paradiplomacy fetch ../left_out.csv --mirror "$(MIRROR)"

test: .venv/.dev ## run the tests
	@$(TEST)

check: .venv/.dev ## format, lint, types, imports, tests: what every commit passes
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/snakemake --lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(TEST)

bench: .venv/.dev ## measure the build, registers and ties at scale, and the reading of archives and pages
	@$(BIN)/python tests/benchmarks/build.py $(ARGS)
	@$(BIN)/python tests/benchmarks/linkage.py
	@$(BIN)/python tests/benchmarks/archives.py
	@$(BIN)/python tests/benchmarks/web_pages.py

referee: .venv/.dev ## run the R scripts of tests/reference again and compare; needs R with its package survey
	@$(BIN)/python tests/reference/referee.py $(ARGS)

coverage: .venv/.dev ## how often intervals hold the truth in simulated worlds, by inference (ARGS='--worlds 2000')
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmarks/coverage.py $(ARGS)

speed: .venv/.dev ## measure batched fits against loops over single fits
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmarks/speed.py $(ARGS)

specifications: .venv/.dev ## measure the specification curve, and packages for it where they are installed
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmarks/specifications.py $(ARGS)

verdicts: .venv/.dev ## how often verdicts on claims are right in simulated worlds (ARGS='--worlds 20')
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmarks/verdicts.py $(ARGS)

slurm: .venv/.dev ## build on a Slurm cluster of one node and compare the bytes; needs slurm-wlm, munge, the plugin (docs/cluster.md)
	@$(BIN)/python tests/benchmarks/slurm.py

faults: .venv/.dev ## kill, fill the disk, take files away: does the next run end with the same bytes or a sentence?
	@$(BIN)/python tests/benchmarks/faults.py $(ARGS)

publications: .venv/.dev ## render all publications of the built demonstration again and print how long each takes
	@$(BIN)/python tests/benchmarks/publications.py

explorer: .venv/.dev ## measure the explorer with 1,000 units and 30,000 ties; needs chromium
	@$(BIN)/python tests/benchmarks/explorer.py

lock: ## pin packages that fit together, with hashes; needs uv (newest: make lock ARGS=--upgrade)
	$(COMPILE) $(ARGS) envs/requirements.in -o $(RUN_LOCK)
	$(COMPILE) $(ARGS) envs/requirements-dev.in -o $(DEV_LOCK)

clean: ## remove all that was generated, the environment too
	rm -rf .venv results logs benchmarks .snakemake workflow/*.egg-info
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find workflow tests -type d -name __pycache__ -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

# One environment serves both: the packages for development are those of a run and more, in the same versions.
.venv/.dev: $(DEV_LOCK)
	@$(call install,$(DEV_LOCK))
	@touch .venv/.dev .venv/.run

.venv/.run: $(RUN_LOCK)
	@$(call install,$(RUN_LOCK))
	@touch .venv/.run

# $(1) is the lock file. Packages are checked against its hashes; the library is installed in place, from this folder.
define install
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "Python 3.11 or newer is needed, and $(PYTHON) is not. Name another: make PYTHON=python3.12" >&2; exit 1; }; \
echo "Setting up the environment in .venv from $(1) (once; some minutes on a slow line)."; \
if command -v uv >/dev/null; then \
	{ [ -x $(BIN)/python ] || uv venv --quiet --python "$$(command -v $(PYTHON))" .venv; } && \
	uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1) && \
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
else \
	{ [ -x $(BIN)/pip ] || $(PYTHON) -m venv .venv; } && \
	$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r $(1) && \
	$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --no-build-isolation -e .; \
fi
endef
