# Every command that this repository knows; `make help` lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROGRAM := $(BIN)/inject-intercepts
STAMPS := $(VENV)/.stamps
# What is dear to make and may outlive a clone: the tools, and the image's base.
CACHE := $(abspath $(or $(INJECT_INTERCEPTS_CACHE),.cache))
TOOLS := $(CACHE)/tools
# One set of settings for whatever PIP_ variables are about.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
IMAGE ?= inject-intercepts:dev
ENGINE ?= $(firstword $(shell command -v docker podman))

SOURCES := $(shell find fn -type f -not -path '*/__pycache__/*' -not -path '*/.*') pyproject.toml README.md LICENSE
TOOL_SOURCES := $(shell find tests/tools -type f)
SUITES := $(filter-out tests/tools,$(patsubst %/,%,$(wildcard tests/*/)))
SCRIPTS := .ci/run $(shell grep -rlE '^\#!.*(bash|/sh)' tests/tools tests/cluster scripts examples 2>/dev/null)

TASK_SCRIPTS := $(wildcard fn/inject_intercepts/catalogue/source/*/*.sh)

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' \
	    | while IFS=$$'\t' read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done

# ---------------------------------------------------------------- the program

.PHONY: setup
setup: $(STAMPS)/program ## make .venv with pinned dependencies and the program in it
	@echo "ready: $(PROGRAM)" >&2

.PHONY: run
run: $(STAMPS)/program ## the base Pipelines through the function: result on stdout, account on stderr
	@$(PROGRAM) render base

# Whatever a recipe below says goes to stderr: `make run > file` has the result alone.
$(STAMPS)/venv: requirements.txt requirements-build.txt
	@exec >&2; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "make: Python 3.11 or newer is needed, and \`$(PYTHON)\` is" \
	        "$$($(PYTHON) --version 2>&1 || true). Name another: make PYTHON=python3.12 setup"; \
	    exit 1; }; \
	echo "making $(VENV) with pinned dependencies"; \
	rm -rf $(VENV); \
	$(PYTHON) -m venv $(VENV) || { \
	    echo "make: \`$(PYTHON) -m venv\` failed (Debian and Ubuntu: apt-get install python3-venv)"; \
	    exit 1; }; \
	$(PIP) install --quiet --require-hashes -r requirements.txt -r requirements-build.txt; \
	mkdir -p $(STAMPS); touch $@

$(STAMPS)/program: $(STAMPS)/venv $(SOURCES)
	@exec >&2; \
	echo "building and installing the program"; \
	rm -rf dist; \
	$(BIN)/hatchling build --target wheel --directory dist > /dev/null; \
	$(PIP) install --quiet --no-index --no-deps --force-reinstall dist/*.whl; \
	touch $@

$(STAMPS)/dev: $(STAMPS)/venv requirements-dev.txt
	@exec >&2; \
	echo "installing what tests and checks need"; \
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt; \
	touch $@

# ---------------------------------------------------------- tests and checks

.PHONY: test
test: lint tools $(STAMPS)/program ## set up all that the tests need, check the code, run every test
	@INJECT_INTERCEPTS_CACHE="$(CACHE)" $(BIN)/pytest

.PHONY: tasks
tasks: $(STAMPS)/venv ## compose the shipped Tasks from their sources in fn/inject_intercepts/catalogue/source
	@PYTHONPATH=fn $(BIN)/python -m inject_intercepts.catalogue

.PHONY: lint
lint: $(STAMPS)/dev ## ruff, mypy, gofmt, shellcheck, jq, Tasks that are not composed anew
	@echo "ruff" >&2; $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@for suite in fn $(SUITES) $(wildcard tests/*.py); do \
	    echo "mypy $$suite" >&2; \
	    $(BIN)/mypy --no-error-summary --python-executable $(BIN)/python "$$suite"; done
	@if command -v gofmt > /dev/null; then echo gofmt >&2; \
	    wrong=$$(gofmt -l tests); test -z "$$wrong" || { echo "gofmt would change: $$wrong"; exit 1; }; \
	    else tests/tools/missing gofmt "install Go"; fi
	@if command -v shellcheck > /dev/null; then echo shellcheck >&2; shellcheck $(SCRIPTS); \
	    shellcheck --external-sources --source-path SCRIPTDIR $(TASK_SCRIPTS); \
	    else tests/tools/missing shellcheck "apt-get install shellcheck"; fi
	@command -v jq > /dev/null || tests/tools/missing jq "apt-get install jq"
	@echo "the Tasks and their jq programs" >&2; \
	    PYTHONPATH=fn $(BIN)/python -m inject_intercepts.catalogue --check

.PHONY: tools
tools: $(TOOLS)/.built $(STAMPS)/venv ## build kustomize, kubectl, kpt, a control plane, an image's base
	@if command -v go > /dev/null; then tests/cluster/build $(CACHE)/cluster; \
	    tests/cluster/telepresence/build $(CACHE)/telepresence; fi
	@if command -v podman > /dev/null && command -v debootstrap > /dev/null && test "$$(id -u)" = 0; then \
	    tests/tools/image-base $(CACHE)/image $(BIN)/python; \
	    else tests/tools/missing "the function image" \
	        "it is built as root, with podman and debootstrap installed"; fi

$(TOOLS)/.built: $(TOOL_SOURCES)
	@if command -v go > /dev/null; then tests/tools/build $(TOOLS) && touch $@; \
	    else tests/tools/missing "kustomize, kubectl and kpt" "install Go and run make tools"; fi

.PHONY: golden
golden: $(STAMPS)/program $(STAMPS)/dev tools ## rewrite every expected output; the run fails, read the diff
	@INJECT_INTERCEPTS_CACHE="$(CACHE)" WRITE_GOLDEN_OUTPUT=1 $(BIN)/pytest; git diff --stat

.PHONY: bench
bench: $(STAMPS)/program ## time and memory as ratios, each against its limit
	@$(BIN)/python tests/bench

.PHONY: lock
lock: $(STAMPS)/venv ## renew the pins in requirements*.txt
	@exec >&2; test -x $(CACHE)/lock/bin/pip-compile || { $(PYTHON) -m venv $(CACHE)/lock; \
	    $(CACHE)/lock/bin/pip install --quiet 'pip>=26' pip-tools; }; \
	PATH="$(abspath $(BIN)):$$PATH" tests/tools/lock $(CACHE)/lock/bin/pip-compile

# ------------------------------------------------------------------ the image

.PHONY: image
image: ## build the function image (ENGINE=podman, IMAGE=name:tag)
	@test -n "$(ENGINE)" || { echo "make: docker or podman is needed" >&2; exit 1; }
	$(ENGINE) build --tag $(IMAGE) \
	    --build-arg VERSION="$$(sed -n 's/^__version__ = "\(.*\)"/\1/p' fn/inject_intercepts/__init__.py)" \
	    --build-arg REVISION="$$(git rev-parse HEAD)" .
