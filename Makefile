# Two commands do everything on a fresh machine with Python 3.11+, git and make:
#   make compare   installs and runs the policy comparison
#   make test      installs and runs the tests

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed

.PHONY: install compare lab compiled test test-all check reference benchmark docs clean

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

# Tests of clusters, faults, whole sweeps and browsers take long; `make test-all` runs them too.
LONG := browser test_dask.py test_store.py test_sharding.py test_multirun.py test_report.py test_reproduce.py \
	test_directions.py test_facts.py test_claim_quality.py test_equality.py test_mesa.py \
	test_common_random_numbers.py test_lab_inside.py test_lab_launch.py test_lab_lessons.py test_lab_pictures.py \
	test_lab_state.py test_lab_twins.py

compiled: install
	$(BIN)/iei run world=classroom terms=21 results=.venv/first-run > .venv/first-run.txt

test: compiled
	$(BIN)/python -m pytest -n 2 -q $(addprefix --ignore=tests/,$(LONG))

test-all: compiled
	$(BIN)/python -m pytest -n 2 -q

reference: install
	$(BIN)/python -m experiments.reference --refresh

docs: install
	$(BIN)/python -m experiments.documentation

benchmark: install
	$(BIN)/python -m experiments.benchmark_sweeps

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf .venv build *.egg-info
