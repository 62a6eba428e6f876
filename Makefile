# GNU Make 3.81 (macOS) and BSD tools are enough. `make` alone lists the targets.
# PYTHON=… chooses the interpreter, CHROMIUM=… the browser of the tests.

.PHONY: help serve build check test lint format bench lock clean venv venv-dev

ADDR = 127.0.0.1:8000
PY = .venv/bin/python
# -P: nothing of the current folder is imported by accident.
MKDOCS = NO_MKDOCS_2_WARNING=1 $(PY) -P -m mkdocs
COMPILE = $(PY) -m uv --system-certs pip compile --quiet --python $(PY) --python-version 3.11 --universal --only-binary :all: \
	--fork-strategy fewest --generate-hashes --custom-compile-command 'make lock'

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 | \2/p' Makefile | awk -F' [|] ' '{ printf "%-14s %s\n", $$1, $$2 }'

serve: venv ## serve the site at http://127.0.0.1:8000, reloaded at each change (ADDR=host:port)
	@$(MKDOCS) serve --dev-addr $(ADDR)

build: venv ## build the site into site/; any finding fails the build
	@$(MKDOCS) build --strict

check: venv ## judge the sources without building, in a few seconds (FILES="docs/index.md …" for some)
	@PYTHONPATH=hooks $(PY) -m handbook.check $(FILES)

test: venv-dev ## run the whole suite: units, miniature sites, the real corpus, a real browser (ARGS=… for pytest)
	@$(PY) tests/chromium.py
	@$(PY) -m pytest --numprocesses 2 --dist worksteal $(ARGS)

lint: venv-dev ## judge the Python code
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check

format: venv-dev ## put the Python code and the bibliography into canonical form
	@$(PY) -m ruff check --quiet --fix-only
	@$(PY) -m ruff format
	@PYTHONPATH=hooks $(PY) -m handbook.canonical bib/references.bib

bench: venv-dev ## time a cold build against stock mkdocs-bibtex and plain Material (ROUNDS=3)
	@$(PY) tests/bench/run.py $(ROUNDS)

lock: venv-dev ## resolve requirements*.in into requirements*.txt, for all platforms (ARGS=--upgrade moves the pins)
	$(COMPILE) $(ARGS) requirements.in --output-file requirements.txt
	$(COMPILE) $(ARGS) requirements-dev.in --output-file requirements-dev.txt

clean: ## remove what was built and cached; .venv stays
	rm -rf site .cache .pytest_cache .ruff_cache

venv:
	@sh venv.sh requirements.txt

venv-dev:
	@sh venv.sh requirements-dev.txt
