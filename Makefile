# A fresh machine needs make and Python 3.11 or later. Each target installs what it lacks into .venv and no more;
# the second run installs nothing. To choose another Python: make demo PYTHON=/path/to/python3.12

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
CODE := src ingest api tests docs benchmarks
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo demo-neo4j test lint format bench bench-full docs web clean system

help: ## Show the targets.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@PYTHON='$(PYTHON)' .ci/make-venv $(VENV)

# The core and the server, for the demo.
$(VENV)/core.stamp: pyproject.toml | $(BIN)/python
	@echo "Installing chipgraph into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --editable '.[server]'
	@touch $@

# Everything, for tests and notebooks.
$(VENV)/all.stamp: pyproject.toml | $(BIN)/python
	@echo "Installing chipgraph with all extras into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --editable '.[fast,server,notebook,spark,bench,dev]'
	@touch $@ $(VENV)/core.stamp

demo: $(VENV)/core.stamp ## Load the shipped sources and trace TSMC to Huawei.
	@$(BIN)/chipgraph ingest
	@$(BIN)/chipgraph trace TSMC Huawei --format table
	@printf '%s\n' '' 'Try next (the command is $(BIN)/chipgraph):' \
	  '  chipgraph claims TSMC Huawei              who says it, who denies it' \
	  '  chipgraph trace --to "Ascend 910C"        every branch into the product' \
	  '  chipgraph trace TSMC Huawei --include denied' \
	  '  chipgraph search 华为' \
	  '  chipgraph serve                           the page, at http://127.0.0.1:8420/' \
	  '  make demo-neo4j                           the same on a Neo4j, in Cypher' \
	  '  docs/tutorial-sophgo.md                   the Sophgo route in ten minutes'

demo-neo4j: $(VENV)/core.stamp ## The same on a real Neo4j (Docker, or Java 17 with Maven).
	@$(BIN)/chipgraph ingest
	@$(BIN)/chipgraph neo4j up --yes
	@$(BIN)/chipgraph neo4j load
	@$(BIN)/chipgraph cypher --format table 'MATCH (a:Firm)-[r:FABRICATED_FOR|PASSED_TO|SUPPLIED]->(b:Firm) WHERE "TSMC" IN a.names OR "Huawei" IN b.names RETURN a.caption AS from, type(r) AS relation, b.caption AS to, r.strength AS strength, r.standing AS standing ORDER BY from, relation, to'
	@$(BIN)/chipgraph neo4j status
	@printf '%s\n' '' 'Stop it again: $(BIN)/chipgraph neo4j down'

system: ## Install the system packages that the tests need, where they are missing.
	@.ci/system-packages

lint: $(VENV)/all.stamp ## ruff and mypy (strict, tests too).
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy $(CODE)

format: $(VENV)/all.stamp ## Put the code into its form.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

test: system $(VENV)/all.stamp ## Everything, with a real Neo4j.
	@$(MAKE) lint
	@$(BIN)/pytest

bench: $(VENV)/all.stamp ## Compare with the rivals, 100,000 records: about three minutes on an idle machine.
	@$(BIN)/python benchmarks/rivals.py

bench-full: $(VENV)/all.stamp ## The same on a million records, kept in the results file; then the page and its pictures.
	@$(BIN)/python benchmarks/rivals.py --out benchmarks/results/rivals.json
	@$(BIN)/python benchmarks/rivals.py --records 1000000 --patience 60 --budget 300 --out benchmarks/results/rivals.json
	@$(BIN)/python benchmarks/plots.py

docs: $(VENV)/all.stamp ## Write the generated reference pages anew.
	@$(BIN)/python docs/reference/generate.py
	@$(BIN)/python docs/reference/sources.py --write

web: ## Build the page anew (npm ci, esbuild) into api/chipgraph_api/static, which is committed.
	@cd api/web && npm ci --no-audit --no-fund --loglevel=error && npm run --silent check && npm run --silent build

clean: ## Remove what make and the demo made: .venv, the graph, caches.
	@if [ -x $(BIN)/chipgraph ]; then $(BIN)/chipgraph neo4j down || true; fi
	@rm -rf $(VENV) api/web/node_modules .chipgraph .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
	@find src ingest api tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
