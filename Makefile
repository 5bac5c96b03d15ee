# Every target is one plain command that can also be typed. `make help` lists them.
VENV ?= .venv
PORT ?= 8000
CORPUS ?= ../shared/corpus
T ?= tests
KILLS ?= 200
SECONDS ?= 60
OF ?= gate
# Tests write and flush thousands of small files: memory, where there is enough of it, spares the disk and the wait.
SCRATCH = $(shell sh tools/scratch.sh)
# Dozens of short processes run our code: they shall find it compiled, whatever the environment says.
export PYTHONDONTWRITEBYTECODE =

PY = $(VENV)/bin/python
FLASK = $(VENV)/bin/flask --app wsgi

.DEFAULT_GOAL := help
.PHONY: help run test check fast browser test-js fix bench soak fuzz corpus figures strings docs demo backup install detector venv venv-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: venv ## everything from a fresh clone to the running app on 127.0.0.1:8000, with a demo district (PORT=)
	@exec $(PY) tools/run.py --port "$(PORT)"

test: venv-dev ## everything from a fresh clone to a green suite: checks, fast tests, browser journeys
	@CHROMIUM="$$(sh tools/chromium.sh)" || exit 1; export CHROMIUM; \
	$(MAKE) --no-print-directory check fast browser

check: venv-dev ## linter, format, types, import contracts, generated docs; where Node is, the client's rules
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PY) tools/diagram.py --check
	@if command -v node > /dev/null; then node --test --test-reporter=dot tests/js; fi

fast: venv-dev ## every test but the browser's; T=tests/unit/test_scoring.py for one file
	TMPDIR=$(SCRATCH) $(PY) -m pytest -q -n 2 --dist worksteal -m "not browser" --ignore tests/browser $(T)

browser: venv-dev ## the journeys in a real Chromium
	@CHROMIUM="$$(sh tools/chromium.sh)" || exit 1; export CHROMIUM; \
	TMPDIR=$(SCRATCH) $(PY) -m pytest -q -n 2 --dist worksteal -m browser tests/browser

test-js: ## the rules of the phone's client under Node (18 or newer, no packages); `make test` drives them in Chromium
	@command -v node > /dev/null || { echo "Install Node to run these; make test does not need it." >&2; exit 2; }
	@node --test tests/js

fix: venv-dev ## format, and mend what the linter can mend safely
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: venv-dev ## measure the limits, each against a bare baseline on this machine
	@CHROMIUM="$$(sh tools/chromium.sh)" || exit 1; export CHROMIUM; $(PY) -m tools.bench

soak: venv-dev ## kill phone, server and line at random; nothing may be lost: make soak KILLS=200 SEED=1
	@CHROMIUM="$$(sh tools/chromium.sh)" || exit 1; export CHROMIUM; \
	TMPDIR=$(SCRATCH) $(PY) -m tests.soak --kills $(KILLS) $(if $(SEED),--seed $(SEED))

fuzz: venv-dev ## damaged files at the gate, OF=seal: crooked bundles: make fuzz SECONDS=600 SEED=1
	@$(PY) -m tools.fuzz --of $(OF) --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

corpus: venv-dev ## the photo gate over a folder of real pictures: make corpus CORPUS=dir
	@$(FLASK) corpus "$(CORPUS)"

figures: venv-dev ## the README's pictures, taken from the demo district
	@CHROMIUM="$$(sh tools/chromium.sh)" || exit 1; export CHROMIUM; $(PY) -m tools.figures

strings: venv-dev ## list the texts that have no Indonesian translation yet
	@$(PY) -m tools.strings

docs: venv-dev ## rewrite the generated parts of docs/
	$(PY) tools/diagram.py

demo: venv ## throw the local database in instance/ away and seed the demo district again
	rm -f instance/siap.db instance/siap.db-wal instance/siap.db-shm
	@$(PY) tools/run.py --prepare-only

backup: venv ## one backup of database and photos: make backup TARGET=dir
	@test -n "$(TARGET)" || { echo "Say where to: make backup TARGET=/media/disk/siap" >&2; exit 2; }
	@$(FLASK) backup take "$(TARGET)"

install: venv ## packages and texts for serving for real (docs/deploy.md)
	@$(PY) -c "from pathlib import Path; from app.web.language import compile_catalogues; compile_catalogues(Path('app/translations'))"

detector: ## the extra that proposes faces and number plates to be blurred (230 MB; docs/evidence.md)
	@sh tools/venv.sh "$(VENV)" constraints.txt requirements.txt requirements-detector.txt

venv:
	@sh tools/venv.sh "$(VENV)" constraints.txt requirements.txt

venv-dev:
	@sh tools/venv.sh "$(VENV)" constraints.txt requirements.txt requirements-detector.txt requirements-dev.txt
