# Two commands do everything on a fresh machine with Python 3.11+, git and make:
#   make compare   installs and runs the policy comparison
#   make test      installs and runs the tests

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed

.PHONY: install compare lab test check reference benchmark docs clean

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

test: install
	$(BIN)/python -m pytest -n 2 -q

reference: install
	$(BIN)/python -m experiments.reference --refresh

docs: install
	$(BIN)/python -m experiments.documentation

benchmark: install
	$(BIN)/python -m experiments.benchmark

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf .venv build *.egg-info
