# Seven Patients. `make` alone prints what there is.

PYTHON ?= python3
PORT ?= 8000
SINCE ?= HEAD
BIN := .venv/bin
PDF := seven-patients.pdf
WHEELS ?= _build/wheels
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet

# the tests alone start a hundred Pythons, each of which would compile the library anew
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help book pdf test check page notebooks serve lab lint coverage bench lock newest sbom wheels release verify clean

help:  ## print this
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

book: .venv/ready  ## build the site into _build/html, from the notebooks as they are
	$(BIN)/jupyter-book build . -W -n --keep-going

pdf: .venv/ready  ## build the site with the book and the handouts as PDFs in it (needs Chromium)
	BOOK_PDF=$(PDF) $(BIN)/jupyter-book build . -W -n --keep-going
	$(BIN)/python tools/pdf.py _build/html _build/pdf
	cp -R _build/pdf/. _build/html/
	$(BIN)/python -m seven_patients_site.publish.offline_site _build/html

test: .venv/ready  ## run every test: units, doctests, notebooks, the built site; ONLY=browser or ONLY="not browser" for a part
	$(BIN)/python -m pytest -n auto --dist loadfile $(if $(ONLY),-m "$(ONLY)")

check: .venv/ready  ## test in a minute what changed since the last commit, or since SINCE=another
	@$(BIN)/python tools/check.py $(SINCE)

page: .venv/ready  ## show one chapter in the browser soon after it was edited: PAGE=chapters/design/thall-simon.md
	@$(BIN)/python tools/page.py "$(PAGE)" $(PORT)

notebooks: .venv/ready  ## run every chapter again and store its outputs
	$(BIN)/python tools/dictionary.py
	$(BIN)/python tools/rooms.py
	$(BIN)/python tools/notebooks.py
	$(BIN)/python tools/notebooks.py lib/onearm/ledger/template/trial.md
	$(BIN)/python tools/picture.py

serve: book  ## build the site and serve it on this machine
	@echo "Open http://localhost:$(PORT)/"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: .venv/chapters  ## open a copy of the course, your own, in JupyterLab; needs half of what the rest needs
	@$(BIN)/python tools/lab.py

lint: .venv/ready  ## run the checks that take seconds: code, notebooks against their texts, data, spelling, workflows
	PATH="$(CURDIR)/$(BIN):$$PATH" pre-commit run --all-files

coverage: .venv/ready  ## tell which lines of the library no test reaches
	$(BIN)/python -m pytest lib tests --cov -n auto --dist loadfile

bench: .venv/ready  ## measure speed, build and pages; keep the results in benchmarks/results.json
	$(BIN)/python tools/benchmarks.py

lock: .venv/ready  ## compile both requirements files from their .in; what runs the chapters is a part of the whole
	$(LOCK) -o requirements.txt requirements.in
	$(LOCK) --constraint requirements.txt -o requirements-chapters.txt requirements-chapters.in

newest: .venv/ready  ## build and test the book with the newest versions there are, Sphinx 8 or later among them
	$(BIN)/python tools/newest.py

sbom: .venv/ready  ## write the bill of materials, _build/sbom.cdx.json
	@mkdir -p _build
	$(BIN)/python -m seven_patients_site.publish.bill_of_materials _build/sbom.cdx.json

wheels: .venv/ready  ## fetch what the lock names into _build/wheels, for a machine without a network
	$(BIN)/python -m pip download --quiet --require-hashes --only-binary :all: --no-deps -r requirements.txt -d "$(WHEELS)"

release: _build/pdf/$(PDF)  ## make the archive of the last commit in _build/release, the PDF in it
	$(BIN)/python tools/release.py make

_build/pdf/$(PDF):
	$(MAKE) pdf

verify: .venv/ready  ## make a release again from RELEASE=its path, offline from those wheels, and compare bytes
	$(BIN)/python tools/release.py verify "$(RELEASE)" "$(WHEELS)"

clean:  ## remove what was built, the environment included
	rm -rf _build .venv .hypothesis .benchmarks .ruff_cache .coverage
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/ready: requirements.txt requirements-chapters.txt pyproject.toml tools/install.py
	@$(PYTHON) tools/install.py

.venv/chapters: requirements-chapters.txt pyproject.toml tools/install.py
	@$(PYTHON) tools/install.py --chapters
