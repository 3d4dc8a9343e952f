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
# One set of settings for whatever PIP_ variables are about.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# What goes into the folder without Python: one with a shared library, as Debian's has.
STANDALONE_PYTHON ?= $(firstword $(wildcard /usr/bin/python3) $(PYTHON))
IMAGE ?= inject-intercepts:dev
ENGINE ?= $(firstword $(shell command -v docker podman))
MYPY := $(BIN)/mypy --no-error-summary --python-executable $(BIN)/python
PYTEST := INJECT_INTERCEPTS_CACHE="$(CACHE)" $(BIN)/pytest
# The second tier, and what it runs, as program:package of Debian. Those that stand alone use both
# cores, and what waits for a cluster looks at it the oftener, the busier the machine is.
PARTS := test-cluster -- test-clone test-argocd test-orchestrators test-tekton -- test-node
PROGRAMS := go:golang gofmt:golang shellcheck:shellcheck jq:jq podman:podman runc:runc \
    debootstrap:debootstrap etcd:etcd-server openssl:openssl busybox:busybox dot:graphviz \
    redis-server:redis-server containerd:containerd docker-registry:docker-registry \
    iptables:iptables conntrack:conntrack /usr/lib/cni/bridge:containernetworking-plugins
with-go = if command -v go > /dev/null; then $(1); else tests/tools/missing go "install it, then `make tools`"; fi

SOURCES := $(shell find fn -type f -not -path '*/__pycache__/*' -not -path '*/.*') pyproject.toml README.md LICENSE
SUITES := $(filter-out tests/tools,$(patsubst %/,%,$(wildcard tests/*/)))
SCRIPTS := .ci/run $(shell grep -rlE --exclude='*.py' '^\#!.*(bash|/sh)' tests scripts examples 2>/dev/null)

TASK_SCRIPTS := $(wildcard fn/inject_intercepts/catalogue/source/*/*.sh)

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' \
	    | while IFS=$$'\t' read -r name text; do printf '  make %-18s %s\n' "$$name" "$$text"; done

# ---------------------------------------------------------------- the program

.PHONY: setup
setup: $(STAMPS)/program $(STAMPS)/dev ## make .venv with pinned dependencies, pytest, and the program in it
	@echo "ready: $(PROGRAM)" >&2

.PHONY: run
run: $(STAMPS)/program ## the base Pipeline through the function: result on stdout, account on stderr
	@$(PROGRAM) render --config base/config/inject-intercepts.yaml base

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
	rm -rf dist/*.whl; \
	$(BIN)/hatchling build --target wheel --directory dist > /dev/null; \
	$(PIP) install --quiet --no-index --no-deps --force-reinstall dist/*.whl; \
	touch $@

$(STAMPS)/dev: $(STAMPS)/venv requirements-dev.txt
	@exec >&2; \
	echo "installing what tests and checks need"; \
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt; \
	touch $@

.PHONY: standalone
standalone: $(STAMPS)/standalone ## the program as a folder that needs no Python, in dist/standalone (binutils, a Python with a shared library)
	@echo "ready: dist/standalone/inject-intercepts" >&2

$(STAMPS)/standalone: $(STAMPS)/program requirements-standalone.txt scripts/build-standalone.sh
	@exec >&2; scripts/build-standalone.sh dist/standalone $(BIN)/pip $(STANDALONE_PYTHON); touch $@

.PHONY: sdk
sdk: $(STAMPS)/venv ## the SDK as a wheel of its own, krm-functions-sdk, in dist/sdk
	@exec >&2; rm -rf dist/sdk; scripts/build-sdk.sh dist/sdk $(BIN)/hatchling; echo "ready: $$(echo dist/sdk/*.whl)"

# ---------------------------------------------------------- tests and checks

# Two tiers. The first are pytest's `testpaths`: Python, bash and jq do for them. The second are
# the parts below, each with the programs that it needs. Durations are of two cores.

.PHONY: test
test: $(STAMPS)/jq lint $(STAMPS)/program ## check the code, run all tests for which Python, bash and jq do (4 minutes)
	@$(PYTEST) --numprocesses=auto --dist=worksteal
	@test -n "$(filter test-all,$(MAKECMDGOALS))" || { echo; echo "These tests needed Python, bash and" \
	    "jq alone. \`make test-all\` adds, with the real programs:"; \
	    make help | grep 'make test-' | grep -v test-all; }

$(STAMPS)/jq:
	@command -v jq > /dev/null || tests/tools/missing jq "no Task's step is run without it: apt-get install jq"

.PHONY: test-all
test-all: test $(STAMPS)/venv ## `make test`, and the next six, some side by side (50 minutes, and `make tools` the first time)
	@for program in $(PROGRAMS); do command -v "$${program%%:*}" > /dev/null || \
	    tests/tools/missing "$${program%%:*}" "apt-get install $${program#*:}"; done
	@tests/tools/side-by-side $(PARTS)

.PHONY: test-orchestrators
test-orchestrators: $(STAMPS)/program $(STAMPS)/dev tools-orchestrators tools-image ## the examples by the real kustomize, kubectl, kpt, and the image; Go, podman, root (3 minutes, and its build the first time)
	@$(PYTEST) tests/e2e

.PHONY: test-tekton
test-tekton: $(STAMPS)/program $(STAMPS)/dev tools-tekton ## what Tekton's own code makes of the Pipelines, and Argo CD's of that; Go (2 minutes, and its build the first time)
	@$(PYTEST) tests/tekton

.PHONY: test-argocd
test-argocd: $(STAMPS)/program $(STAMPS)/dev tools-argocd tools-orchestrators tools-image ## the plugin, and what else is for Argo CD, by its own code; Go, podman, root, redis (2 minutes, and its build the first time)
	@$(PYTEST) tests/argocd

.PHONY: test-cluster
test-cluster: $(STAMPS)/program $(STAMPS)/dev tools-cluster tools-tekton ## the Tasks' steps on a real control plane; Go, etcd, root (15 minutes, and its build the first time)
	@$(PYTEST) --numprocesses=3 --dist=worksteal tests/cluster

.PHONY: test-node
test-node: $(STAMPS)/program $(STAMPS)/dev tools-node ## the Pipeline on a real node with Tekton and Telepresence themselves; Go, containerd, root (26 minutes, and its build the first time)
	@$(PYTEST) --numprocesses=3 --dist=worksteal tests/node || { \
	    echo "tried once more, on a new node, as Telepresence's manager crashes now and then: what failed above" >&2; \
	    $(PYTEST) --numprocesses=2 --last-failed --last-failed-no-failures=none tests/node; }

# One that stays, for a person: its folder says how to reach it.
NODE := $(CACHE)/node-of-a-person
.PHONY: node
node: $(STAMPS)/program $(STAMPS)/dev tools-node ## bring up that node, say how to reach it, and leave it running
	@tests/node/up $(NODE) $(abspath $(BIN)/python)

.PHONY: node-down
node-down: ## end that node, and all that runs on it
	@tests/node/down $(NODE)

.PHONY: test-clone
test-clone: $(STAMPS)/dev ## the commands of README and CONTRIBUTING in fresh clones, without root and Go (8 minutes)
	@$(PYTEST) tests/clone

.PHONY: tasks
tasks: $(STAMPS)/venv ## compose the shipped Tasks from their sources in fn/inject_intercepts/catalogue/source
	@PYTHONPATH=fn $(BIN)/python -m inject_intercepts.catalogue

# gofmt and shellcheck are the second tier's: where they are missing the first one says so and goes
# on, in CI too.
.PHONY: lint
lint: $(STAMPS)/dev ## ruff, mypy, gofmt, shellcheck, jq, Tasks that are not composed anew
	@echo "ruff" >&2; $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "mypy, the program first: the suites, two at a time, read what it found" >&2; \
	    for suite in fn $(SUITES) $(wildcard tests/*.py); do echo "$$suite"; done \
	    | { read -r first; $(MYPY) "$$first"; xargs -n 1 -P 2 $(MYPY); }
	@if command -v gofmt > /dev/null; then echo gofmt >&2; \
	    wrong=$$(gofmt -l tests); test -z "$$wrong" || { echo "gofmt would change: $$wrong"; exit 1; }; \
	    else CI= tests/tools/missing gofmt "install Go"; fi
	@if command -v shellcheck > /dev/null; then echo shellcheck >&2; shellcheck $(SCRIPTS); \
	    shellcheck --external-sources --source-path SCRIPTDIR $(TASK_SCRIPTS); \
	    else CI= tests/tools/missing shellcheck "apt-get install shellcheck"; fi
	@echo "the Tasks and their jq programs" >&2; \
	    PYTHONPATH=fn $(BIN)/python -m inject_intercepts.catalogue --check

.PHONY: tools
tools: tools-orchestrators tools-tekton tools-cluster tools-node tools-argocd tools-image ## build the programs that the second tier runs (25 minutes, once)

# The parts of `tools`; each is quick where there is nothing new to build.
.PHONY: tools-orchestrators tools-tekton tools-cluster tools-node tools-argocd tools-image
tools-orchestrators:
	@$(call with-go,tests/tools/build $(CACHE)/tools && tests/tools/functions/build $(CACHE)/functions)

tools-tekton:
	@$(call with-go,tests/tekton/build $(CACHE)/tekton && tests/tekton/sync/build $(CACHE)/sync)

tools-cluster:
	@$(call with-go,tests/cluster/build $(CACHE)/cluster)

# Their compiled parts in common are compiled once: after those.
tools-node: tools-cluster tools-tekton
	@if command -v debootstrap > /dev/null && test "$$(id -u)" = 0; then \
	    $(call with-go,tests/node/build $(CACHE)/node); \
	    else tests/tools/missing "the node" "its images are made as root, with debootstrap installed"; fi

tools-argocd:
	@$(call with-go,tests/argocd/build $(CACHE)/argocd && tests/tools/flux/build $(CACHE)/flux)

tools-image: $(STAMPS)/venv
	@if command -v podman > /dev/null && command -v debootstrap > /dev/null && test "$$(id -u)" = 0; then \
	    tests/tools/image-base $(CACHE)/image $(BIN)/python; \
	    else tests/tools/missing "the function image" \
	        "it is built as root, with podman and debootstrap installed"; fi

.PHONY: golden
golden: $(STAMPS)/program $(STAMPS)/dev ## rewrite every expected output; the run fails, read the diff
	@WRITE_GOLDEN_OUTPUT=1 $(PYTEST) tests/golden tests/docs tests/e2e tests/tekton; git diff --stat

.PHONY: reference
reference: $(STAMPS)/program ## write docs/sdk-reference.md from the SDK's docstrings
	@$(BIN)/python tests/docs/sdk_reference.py

.PHONY: record
record: $(STAMPS)/venv ## ask Telepresence's own code anew what it takes: tests/recorded (10 minutes)
	@tests/recorded/telepresence/build $(CACHE)/telepresence
	@$(BIN)/python tests/recorded/record_telepresence.py $(CACHE)/telepresence; git diff --stat

.PHONY: bench
bench: $(STAMPS)/program ## time and memory as ratios, each against its limit
	@INJECT_INTERCEPTS_CACHE="$(CACHE)" $(BIN)/python tests/bench

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
