# Everything one does with this house, by name. `make` alone lists it.

PORT     ?= 8000
DATA_DIR ?= data
PYTHON   ?= $(shell command -v python3.11 || echo python3)
export PORT DATA_DIR

BIN  := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
        --python-version 3.11 $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test bench laws matrix mutants canaries fuzz lock messages generated doctor clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## prepare this machine: libraries, looks, translations (run does this too)
	@$(PYTHON) setup/install.py

setup-dev: ## the same, with what the tests need
	@$(PYTHON) setup/install.py --dev

run: setup ## start Vurdert here: PORT=8000 DATA_DIR=data
	@$(BIN)/vurdert migrate
	@$(BIN)/vurdert seed --if-empty
	@exec $(BIN)/vurdert serve --port $(PORT) --end-with-parent

test: setup-dev ## lint, types, import contracts, and the tests on SQLite and on PostgreSQL + Redis
	@$(BIN)/python setup/check.py

bench: setup-dev ## the measurements, beside what they are held against
	@$(BIN)/pytest tests/benchmarks -n0 -s

laws: setup-dev ## the laws of the engine and any story of forks, tried ten thousand times (nightly)
	@LAW_EXAMPLES=10000 $(BIN)/pytest tests/engine tests/assessments/test_living_machine.py --numprocesses 2

matrix: setup-dev ## every cell of the table of who gets which answer (docs/access-matrix.md; nightly)
	@MATRIX=whole $(BIN)/pytest tests/matrix --numprocesses 2

mutants: setup-dev ## take each guard away in turn: some test must fail (nightly; ONLY=pattern tries some)
	@$(BIN)/python -m tests.mutants $(if $(ONLY),--only '$(ONLY)')

canaries: setup-dev ## everyone asks for every address there is, and opens every file: no word for others (nightly)
	@CANARIES_WHOLE=1 $(BIN)/pytest tests/canaries --numprocesses 2

fuzz: setup-dev ## ask the API 100,000 things made up from its description, as two agencies (nightly; FUZZ_REQUESTS=n)
	@FUZZ=whole $(BIN)/pytest tests/fuzz -n0 -s --show-capture=no

lock: setup-dev ## make the lock files again from pyproject.toml (UPGRADE=1 takes newer versions)
	@$(LOCK) pyproject.toml --group dev -o requirements-dev.lock
	@$(LOCK) pyproject.toml -c requirements-dev.lock -o requirements.lock
	@$(LOCK) --group pyproject.toml:installer -c requirements-dev.lock -o requirements-installer.lock
	@$(LOCK) --group pyproject.toml:node -o requirements-node.lock
	@npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

messages: ## gather the texts to translate into locale/
	@$(PYTHON) setup/install.py --dev --messages
	@$(BIN)/vurdert manage makemessages --locale nb --locale nn --no-obsolete --add-location file --ignore build

generated: setup-dev ## write the files made from the code again: OpenAPI, tables of permissions, states, forms
	@$(BIN)/python setup/check.py --write

doctor: ## what is missing on this machine, and how to mend it
	@$(BIN)/vurdert doctor

clean: ## remove what set-up made; data stays
	@rm -rf .venv build
