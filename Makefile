# Two commands do everything on a fresh machine with Python 3.11+, git and make:
#   make compare   installs and runs the policy comparison
#   make test      installs and runs the tests

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed

.PHONY: install compare lab compiled test check reference benchmark docs clean

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt "setuptools>=77"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e ".[dev,lab]"
	touch $(STAMP)

compare: install
	$(BIN)/iei compare

lab: install
	$(BIN)/iei lab

compiled: install
	$(BIN)/iei run world=classroom terms=21 results=.venv/first-run > .venv/first-run.txt

test: compiled
	@command -v chromium > /dev/null || echo "no chromium on this machine: the browser tests are skipped"
	$(BIN)/python -m pytest -n 2 -q

reference: install
	$(BIN)/python -m experiments.reference --refresh

docs: install
	$(BIN)/python -m experiments.documentation

benchmark: install
	$(BIN)/python -m experiments.benchmark
	$(BIN)/python -m experiments.benchmark_sweeps
	$(BIN)/python -m experiments.lab.benchmark

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf .venv build *.egg-info
