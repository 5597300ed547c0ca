# Everything a person types: `make demo`, `make check`, `make test`, `make lab`, `make bench`. Nothing is installed outside this folder.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
LOCK   := requirements/lock.txt
# Processes that share the tests: as many as there are cores, unless told (make test CORES=2).
CORES  ?= auto
PYTEST  = $(BIN)/python -m pytest -q -n $(CORES) --dist worksteal

# Caches and per-user folders of the tools stay in the project too.
export UV_CACHE_DIR      := $(CURDIR)/.cache/uv
export PIP_CACHE_DIR     := $(CURDIR)/.cache/pip
export MPLCONFIGDIR      := $(CURDIR)/.cache/matplotlib
export IPYTHONDIR        := $(CURDIR)/.cache/ipython
export JUPYTER_CONFIG_DIR := $(CURDIR)/.cache/jupyter/config
export JUPYTER_DATA_DIR  := $(CURDIR)/.cache/jupyter/data
export JUPYTER_RUNTIME_DIR := $(CURDIR)/.cache/jupyter/runtime
# No question about news: nothing is fetched from outside.
export JUPYTER_CONFIG_PATH := $(CURDIR)/notebooks/lab
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo check test lab api docs bench definitions lint lock training-notebook clean

help:
	@echo "make demo         the sample partnership, received and reviewed, and the training site: prints what to open"
	@echo "make check        linters and the unit tests that take no time: the quick loop"
	@echo "make test         linters and every test, on all cores"
	@echo "make lab          JupyterLab on the notebooks"
	@echo "make api          what every module says it does, as pages, from its docstrings"
	@echo "make docs         the documentation as a site: how files are taken in, the shapes of exports"
	@echo "make bench        the benchmarks, as ratios to a named rival"
	@echo "make definitions  the definitions page that both sides sign"
	@echo "make training-notebook  fresh outputs for the training notebook, after a change of the page"
	@echo "make lock         renews $(LOCK) (needs a package registry)"

setup: $(STAMP)

# uv when it can be had (it installs about six times faster), else pip: the same hashed lock either way.
$(STAMP): $(LOCK) requirements/uv.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Vigie needs Python 3.11 or newer; this is $$($(PYTHON) -V). Name another: make PYTHON=python3.12 …"; exit 1; }
	@echo "[1/4] environment in $(VENV)/"
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "[2/4] installer"
	@if [ -z "$(NO_UV)" ] && $(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt; then \
	  echo "[3/4] packages of $(LOCK), with uv"; \
	  $(BIN)/uv pip install --python $(BIN)/python --require-hashes --compile-bytecode -r $(LOCK); \
	else \
	  echo "[3/4] packages of $(LOCK), with pip (uv could not be had; this takes a minute or two)"; \
	  $(BIN)/python -m pip install --require-hashes --progress-bar on -r $(LOCK); \
	fi
	@echo "[4/4] the kit itself"
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q kit
	@touch $(STAMP)

demo: $(STAMP)
	@$(BIN)/kit demo
	@$(BIN)/kit training build

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/deptry kit --no-ansi
	@$(BIN)/deptry benchmarks tests --no-ansi --ignore DEP001,DEP002,DEP004  # their own helpers, the kit's, the dev extra

check: $(STAMP) lint
	@$(PYTEST) tests/unit -m "not slow"

test: $(STAMP) lint
	@$(PYTEST)

definitions: $(STAMP)
	@$(BIN)/python -m pytest tests/spec --definitions reports/definitions -q

training-notebook: $(STAMP)
	@$(BIN)/python tests/notebooks/refresh.py

lab: $(STAMP)
	@$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks/weekly_kpi_review.ipynb $(LABFLAGS)

api: $(STAMP)
	@$(BIN)/python -m pdoc kit -o build/api -d markdown -t .ci/api
	@echo "build/api/index.html"

docs: $(STAMP)
	@NO_MKDOCS_2_WARNING=1 DISABLE_MKDOCS_2_WARNING=true $(BIN)/python -m mkdocs build --strict --quiet -f mkdocs.docs.yml
	@echo "build/docs/index.html"

bench: $(STAMP)
	@$(BIN)/python -m benchmarks

lock: $(STAMP)
	@$(BIN)/uv pip compile pyproject.toml --extra lab --extra site --extra dev --universal --generate-hashes \
	  --python-version 3.11 --no-header --no-annotate --quiet -o $(LOCK)

clean:
	rm -rf $(VENV) .cache build
