# Two commands do everything on a fresh machine with Python 3.11+, git and make:
#   make compare   installs what the model needs and runs the policy comparison
#   make test      installs what the tests need and passes them
#
# Each command installs what it needs and no more, into .venv.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
SOURCES := pyproject.toml constraints.txt

.PHONY: install compare lab compiled test quick coverage bounds wheel check reference benchmark docs site clean

install: .venv/has-core

.venv/has-core: $(SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) "setuptools>=77"
	$(PIP) --no-build-isolation --editable .
	touch $@

.venv/has-lab: .venv/has-core
	$(PIP) --no-build-isolation --editable ".[lab]"
	touch $@

.venv/has-dev: .venv/has-core
	$(PIP) --no-build-isolation --editable ".[dev,lab,viz]"
	touch $@ .venv/has-lab

compare: install
	$(BIN)/iei compare

lab: .venv/has-lab
	$(BIN)/iei lab

compiled: install
	$(BIN)/iei run world=classroom terms=21 results=.venv/first-run > .venv/first-run.txt

test: .venv/has-dev compiled
	@command -v chromium > /dev/null || echo "no chromium on this machine: the browser tests are skipped"
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q -m "not browser"
	$(BIN)/python -m pytest -q -m browser # alone: a page that waits for a busy processor tells nothing

quick: .venv/has-dev compiled
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q -m "not slow and not browser"

coverage: .venv/has-dev compiled # the second pass runs rules as plain Python, so that their lines count
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q -m "not slow and not browser" --cov --cov-report=
	NUMBA_DISABLE_JIT=1 $(BIN)/coverage run --append $(BIN)/iei run world=classroom policy=package_full terms=30 \
		results=.venv/plain-run > .venv/plain-run.txt
	$(BIN)/coverage report --skip-covered

bounds: .venv/has-core
	$(PYTHON) tests/bounds.py

reference: install
	$(BIN)/python -m iei.experiments.evidence.reference --refresh

docs: install
	$(BIN)/python -m iei.experiments.tools.documentation

site: .venv/has-dev compiled # tutorials are run, so that their pages show what comes out
	IEI_RUN_TUTORIALS=1 NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "open site/index.html"

benchmark: .venv/has-dev
	$(BIN)/python -m iei.experiments.tools.benchmark_model
	$(BIN)/python -m iei.experiments.tools.benchmark_versions
	$(BIN)/python -m iei.experiments.tools.benchmark_peers
	$(BIN)/python -m iei.experiments.tools.benchmark_sweeps
	$(BIN)/python -m iei.experiments.tools.benchmark_lab
	$(BIN)/python -m iei.experiments.tools.benchmark_edits

wheel: .venv/has-core # with the rules lowered, so that its first run takes seconds
	rm -rf build
	$(BIN)/python -m iei.experiments.tools.shipped_rules
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist . && rm -rf build sim/base/shipped
	@ls dist/*.whl

check: .venv/has-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv build dist site sim/base/shipped *.egg-info
