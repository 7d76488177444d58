# The two commands: `make demo` shows everything working, `make test` proves it. Each sets itself up.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PYTHONPATH := .
SERVICES := support sentiment recommend
# One worker for each core; a file's tests stay together, since they share what was expensive to make.
PYTEST_ARGS ?= -n auto --maxprocesses 8 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help setup demo test types tests smoke native bench format constraints messages clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.installed ## install everything into .venv, nothing else

# torch comes first: a later resolver would otherwise choose a build for a GPU that may not be there.
.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[web,crawl,train,serve,dev]'
	touch $@

demo: setup ## fine-tune on the sample and start everything; PORT_BASE=9000 moves all ports, FRESH=1 begins anew
	@$(BIN)/python -m infra.launch.demo

# Types take one core a minute or two while tests wait for crawlers and browsers: both at once take little longer than either.
test: setup ## format, lint, types, import contracts, migrations, all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=line types tests

types: setup ## types, import contracts, migrations
	$(BIN)/mypy packages services shared infra tests
	$(BIN)/lint-imports
	for service in $(SERVICES); do $(BIN)/python services/$$service/manage.py makemigrations --check --dry-run || exit 1; done

tests: setup ## all tests, and those of database and broker once more on PostgreSQL and Redis
	$(BIN)/python -m pytest $(PYTEST_ARGS)
	$(BIN)/python -m pytest --ds services.sentiment.settings tests/sentiment $(PYTEST_ARGS)
	$(BIN)/python -m pytest --ds services.recommend.settings tests/recommend $(PYTEST_ARGS)
	$(BIN)/python -m tests.databases $(PYTEST_ARGS)

smoke: setup ## start the demo on free ports, use it over HTTP as a customer and an agent would, stop
	@$(BIN)/python -m infra.launch.smoke

native: setup ## the compose services as processes on a local PostgreSQL and Redis; trains, so it takes minutes
	$(BIN)/python -m pytest -m native tests/end_to_end/test_native.py

bench: setup ## print the benchmark tables; BENCH=intent runs one. Needs TRIPTYCH_DATA for public data
	@$(BIN)/python -m tests.benchmarks $(BENCH)

format: setup ## rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: setup ## collect and compile the translations
	$(BIN)/python -m infra.messages

constraints: ## pin what a fresh environment resolves to
	rm -rf build/constraints && $(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install --quiet torch==2.13.0
	build/constraints/bin/python -m pip install --quiet '.[web,crawl,train,serve,dev]'
	build/constraints/bin/python -m pip freeze --exclude triptych --exclude pip --exclude setuptools | sed 's/+cpu$$//' > constraints.txt

clean: ## remove the demo's data; the environment stays
	rm -rf var/demo build .pytest_cache .mypy_cache .ruff_cache
