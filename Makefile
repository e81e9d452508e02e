# `make run` and `make test` do everything, from a fresh clone on. Only Python 3.11+ and git are needed.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STORE ?= store
PORT ?= 8501
HOST ?= localhost

.PHONY: help install run test gate lint format bench clean
.DEFAULT_GOAL := help

help: ## Show what can be made
	@echo "make run      install what is needed, load the sample on first start, open the dashboard"
	@echo "make test     install what is needed, check the style, run every test"
	@echo "make gate     hold the scores on the project's own gold to their floors"
	@echo "make lint     check the style only"
	@echo "make format   put the code in order"
	@echo "make bench    measure speed (minutes; says what it runs)"
	@echo "make clean    remove the virtual environment and caches; the store stays"

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Story Explorer needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=/path/to/python3.11")'
	@echo "Creating the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.python requirements.txt
	@echo "Installing the program's requirements (about a minute the first time) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "Installing what the tests need ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

install: $(VENV)/.runtime ## Create the virtual environment and install the pinned requirements

run: $(VENV)/.runtime ## Load the sample on first start and open the dashboard
	@$(PY) -m lib sample --if-new --store "$(STORE)"
	@echo "Starting the dashboard on http://$(HOST):$(PORT) (Ctrl+C stops it) ..."
	@STORY_STORE="$(STORE)" $(PY) -m lib.ui.serve --address $(HOST) --port $(PORT)

lint: $(VENV)/.dev ## Check the style
	@echo "Checking the style ..."
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check --quiet .

format: $(VENV)/.dev
	@$(VENV)/bin/ruff check --fix --quiet .
	@$(VENV)/bin/ruff format .

test: lint ## Check the style and run every test
	@echo "Running the tests ..."
	@$(PY) -m pytest --numprocesses 3 --dist loadfile

gate: $(VENV)/.dev ## Hold the scores on the project's own gold to their floors
	@$(PY) -m tests.gold.gate

bench: $(VENV)/.dev ## Measure speed
	@$(PY) -m pytest tests/benchmarks -m "" -s

clean: ## Remove the virtual environment and caches
	@rm -rf $(VENV) .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
