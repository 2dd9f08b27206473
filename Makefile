# `make` alone tells what there is.
.DEFAULT_GOAL := help
.PHONY: help setup run test bench check clean

PROJECTS := $(wildcard libs/*/pyproject.toml services/*/pyproject.toml)
# Newer than everything the virtual environment is made from: then there is nothing to set up.
READY := .venv/ready

help: ## Tell what there is
	@echo "Linli. Start with: make run"
	@echo
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(READY) ## Make .venv with everything in it; install RabbitMQ where it is missing
	@[ -n "$$LINLI_AMQP_URL" ] || deploy/system-packages.sh rabbitmq || true

$(READY): requirements.lock deploy/virtualenv.sh $(PROJECTS)
	@deploy/virtualenv.sh
	@touch $@

run: setup ## Start Linli with the five example places; Ctrl-C stops it (LINLI_PORT chooses the port)
	@.venv/bin/linli up

test: setup ## Run all tests this machine can run (ARGS are given to pytest)
	@deploy/system-packages.sh postgresql || true
	@.venv/bin/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(ARGS)

bench: setup ## Run the benchmarks and write bench/results.json
	@deploy/system-packages.sh postgresql || true
	@.venv/bin/python -m bench $(ARGS)

check: setup ## Check style and types
	@.venv/bin/ruff check .
	@.venv/bin/mypy $(foreach folder,$(patsubst %/pyproject.toml,%,$(PROJECTS)),$(folder)/$(notdir $(folder)))

clean: ## Stop Linli and remove .venv and caches; the data in .linli stays
	@[ ! -x .venv/bin/linli ] || .venv/bin/linli down
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf libs/*/build services/*/build libs/*/*.egg-info services/*/*.egg-info
