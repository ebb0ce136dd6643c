# The short names of what this clone can do. Where there is no make (Windows), see README.md.
#
#   PYTHON=python3.12   the interpreter; found where it is not named
#   UV=                 keep to venv and pip where uv is installed

PYTHON ?=
UV     ?= uv
ENV    ?= .venv
DEV    ?= .venv-dev
SHELL  := /bin/sh
run    := $(DEV)/bin/python
cores  := --numprocesses=auto --dist=loadfile

export PYTHON UV
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help env dev demo lab test lessons browser lowest long fuzz gates trust check format locks \
	upgrade notebooks environment oracle bench hooks clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\): .*## /  make \1\t/p' Makefile | expand -t 22

env:
	@sh scripts/installing.sh $(ENV) requirements.lock

dev:
	@sh scripts/installing.sh $(DEV) requirements-dev.lock

demo: env ## run the main job on the shipped study; tables and chart go to out/
	@$(ENV)/bin/python -m techno_kit demo

lab: env ## open the lessons in JupyterLab
	@$(ENV)/bin/python -m techno_kit lab

test: dev ## run the suite, on all cores
	@$(run) -m pytest $(cores)

lowest: ## run the suite on the lowest versions that pyproject.toml admits (Python 3.11)
	@sh scripts/installing.sh .venv-lowest requirements-lowest.lock
	@.venv-lowest/bin/python -m pytest $(cores)

lessons: dev ## run every lesson and its exercises from top to bottom
	@JUPYTER_PREFER_ENV_PATH=1 $(run) -m pytest --nbmake notebooks/*.ipynb notebooks/exercises/*.ipynb

browser: dev ## drive the lessons and the page in headless Chromium
	@$(run) -m pytest -m browser tests/browser

long: dev ## run what takes minutes: simulations of coverage
	@$(run) -m pytest -m long

fuzz: dev ## read thousands of damaged files, and write the figures into docs/formats.md (minutes)
	@$(run) -m tests.loading.fuzz.run

gates: dev ## check in minutes that intervals, tests and letters keep their promises
	@$(run) -m pytest -m trust tests/trust

trust: dev ## simulate surveys whose truth is known, and write docs/trust.md (an hour)
	@$(run) -m tests.trust.run

check: dev ## lint, types, floors, docstrings, doctests, locks, environment.yml, notebooks
	$(run) -m ruff check .
	$(run) -m ruff format --check .
	$(run) -m mypy
	$(run) -m mypy scripts
	$(DEV)/bin/lint-imports --no-logo --cache-dir .cache/floors
	$(run) scripts/docstrings.py
	$(run) -m pytest --quiet techno_kit
	$(run) scripts/locks.py --check
	$(run) scripts/conda.py --check
	$(run) scripts/lessons.py --check

format: dev ## put the code in order
	@$(run) -m ruff check --fix .
	@$(run) -m ruff format .

locks: dev ## write the locks anew after a change of pyproject.toml
	@$(run) scripts/locks.py

upgrade: dev ## write the locks anew with the newest versions
	@$(run) scripts/locks.py --upgrade

notebooks: dev ## write the notebooks anew from notebooks/src
	@$(run) scripts/lessons.py

environment: dev ## write environment.yml (conda) anew
	@$(run) scripts/conda.py

oracle: ## run R's survey again over tests/oracle
	@sh tests/oracle/run.sh

# Where OpenBLAS is held to an older kernel, the numbers would be that kernel's.
bench: dev ## measure, and write docs/performance.md
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(run) tests/performance/run.py

hooks: dev ## check each commit before it is made
	@$(DEV)/bin/prek install

clean: ## remove what was made here, environments too
	@rm -rf .venv .venv-* .cache .pytest_cache .hypothesis .benchmarks out dist
