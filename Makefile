# Everything below needs only make and one of Python 3.11 to 3.14; PYTHON=… chooses another.
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
LOCK := deploy/requirements/lock.txt
READY := $(VENV)/.ready
# The fast tests use every core. Those with a broker do already, with its rooms: spread as well, they
# gained a tenth and missed time limits.
FAST := not broker and not packaging and not page and not opensearch
SPREAD := -n auto --dist worksteal

.PHONY: help setup demo test test-fast test-kafka test-page simulate mutants faults soak lint format kafka bench bench-enricher bench-retriever bench-latency bench-restarts bench-dedup bench-dedup-memory bench-dedup-room bench-entities bench-cleaner bench-puller bench-schedule bench-gateway bench-reader replay hostile-feeds coverage lock schemas packaging clean
.DEFAULT_GOAL := help

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Virtual environment with everything, pinned and checked by hash

demo: $(READY) ## The whole mill on a newspaper of its own, live in this terminal
	@$(BIN)/newsmill demo $(ARGS)

test: $(READY) ## All tests: the fast ones first, then those on the embedded broker
	$(BIN)/python -m pytest -q -m "$(FAST)" $(SPREAD) $(ARGS)
	$(BIN)/python -m pytest -q -m broker $(ARGS)

test-fast: $(READY) ## The tests that need no broker
	$(BIN)/python -m pytest -q -m "$(FAST)" $(SPREAD) $(ARGS)

test-kafka: $(READY) ## The tests that need a broker, on real Apache Kafka; needs Java and Maven
	NEWSMILL_TEST_BROKER=apache $(BIN)/python -m pytest -q -m "broker or opensearch" $(ARGS)

test-page: $(READY) ## The page in a real browser; needs Debian's chromium and fonts-noto
	$(BIN)/python -m pytest -q -m page $(ARGS)

simulate: $(READY) ## 10 000 schedules of the worker on a model broker (ARGS="--schedules N --seed S")
	$(BIN)/python -m tests.streaming.simulation $(ARGS)

mutants: $(READY) ## Change newsmill a little, 200 times: do the tests notice? (ARGS="--room worker")
	$(BIN)/python -m tests.mutants $(ARGS)

faults: $(READY) ## Break everything in every way and count (hours; ARGS=--short for minutes)
	$(BIN)/python -m tests.faults $(ARGS)

soak: $(READY) ## Two hours of news on real Apache Kafka: do memory and descriptors stay?
	$(BIN)/python -m tests.faults.soak $(ARGS)

packaging: $(READY) ## Install what each image installs, and start what it starts (slow)
	$(BIN)/python -m pytest -q -m packaging $(ARGS)

lint: $(READY) ## Ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## Let Ruff put the code in form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

kafka: $(READY) ## Real Apache Kafka on loopback until Ctrl-C (BROKERS=3 for three); needs Java and Maven
	@$(BIN)/python -m tests.apache_kafka --brokers $(or $(BROKERS),1) $(ARGS)

bench: $(READY) ## CPU and memory of `once` beside bare spaCy and bare trafilatura
	$(BIN)/python -m tests.bench $(ARGS)

bench-enricher: $(READY) ## Two processes beside one, a long text beside others, memory (ARGS=long)
	$(BIN)/python -m tests.bench.enricher $(ARGS)

bench-retriever: $(READY) ## Memory of the retriever with 250 large pages at once (ARGS=--no-lengths)
	$(BIN)/python -m tests.bench.retriever_memory $(ARGS)

bench-latency: $(READY) ## How long articles take through all rooms at low traffic (ARGS=--apache)
	$(BIN)/python -m tests.bench.latency $(ARGS)

bench-restarts: $(READY) ## How long messages wait when a worker is restarted or killed
	$(BIN)/python -m tests.bench.restarts $(ARGS)

bench-dedup: $(READY) ## Copies found and missed, on a labelled set or DATA=FILE, beside datasketch
	$(BIN)/python -m tests.dedup $(if $(DATA),--data "$(DATA)") $(ARGS)

bench-dedup-memory: $(READY) ## CPU and bytes of a million articles in the deduper's memory
	$(BIN)/python -m tests.dedup.million $(ARGS)

bench-dedup-room: $(READY) ## Articles a second through the deduper on real Apache Kafka; needs Java
	$(BIN)/python -m tests.dedup.room $(ARGS)

bench-entities: $(READY) ## Names, things and places found in labelled news or DATA=FILE; ARGS=--speed
	$(BIN)/python -m tests.entities $(if $(DATA),--data "$(DATA)") $(ARGS)

bench-cleaner: $(READY) ## Texts, dates, titles, authors of known pages or DATA=DIR, beside other libraries
	$(BIN)/python -m tests.pages $(if $(DATA),--data "$(DATA)") $(ARGS)

bench-puller: $(READY) ## Reading beside fastfeedparser, polls beside bare aiohttp, hostile feeds beside good ones
	@met=0; for part in reading polls fairness; do \
	$(BIN)/python -m tests.bench.puller_$$part $(ARGS) || met=1; done; exit $$met

bench-schedule: $(READY) ## 100 000 feeds on a virtual clock beside fixed intervals (ARGS="--feeds 3000")
	$(BIN)/python -m tests.bench.puller_schedule $(ARGS)

bench-reader: $(READY) ## Articles a second of subscribe() beside a bare loop, and its import (ARGS=--apache)
	$(BIN)/python -m tests.bench.reader $(ARGS)

bench-gateway: $(READY) ## The gateway's index, stream and filters against their bars
	@met=0; for part in gateway filters; do \
	$(BIN)/python -m tests.bench.$$part $(ARGS) || met=1; done; exit $$met

replay: $(READY) ## Snapshots of feeds, DATA=DIR with FEED/NNNN.xml, through the puller: lost, false new
	@test -n "$(DATA)" || { echo "say where the snapshots are: make replay DATA=DIR" >&2; exit 2; }
	$(BIN)/python -m tests.puller.replay "$(DATA)" $(ARGS)

hostile-feeds: $(READY) ## Serve every hostile feed of the tests on loopback until Ctrl-C
	@$(BIN)/python -m tests.puller.simulator $(ARGS)

coverage: $(READY) ## Which lines the tests reach
	$(BIN)/python -m pytest -q -m "not packaging" --cov --cov-report=term-missing $(ARGS)

schemas: $(READY) ## Write schemas/ from the contracts
	$(BIN)/newsmill schemas export schemas

lock: $(READY) ## Resolve the dependencies anew
	PATH="$(CURDIR)/$(BIN):$$PATH" sh deploy/requirements/compile.sh

clean: ## Remove what was built
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage* dist build

$(READY): $(LOCK) pyproject.toml deploy/find-python.sh
	@python=$$(sh deploy/find-python.sh) || exit 1; \
	echo "Setting up $(VENV) with $$($$python --version) …"; \
	rm -rf "$(VENV)"; \
	"$$python" -m venv "$(VENV)" || { echo "$$python has no venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }; \
	: "An older pip takes a requirement with an extra for another package, without a pin."; \
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" && \
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK) && \
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . && \
	touch "$(READY)"
