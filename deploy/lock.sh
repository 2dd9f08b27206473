#!/usr/bin/env bash
# Resolve every distribution's dependencies, and what tests and benchmarks need, into requirements.lock:
# versions pinned with hashes, no index address, for every platform and Python the project supports.
# Needs uv on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
uv pip compile libs/*/pyproject.toml services/*/pyproject.toml --group pyproject.toml:dev --group pyproject.toml:bench \
  --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet \
  --no-emit-package linli-contracts --no-emit-package linli-chassis --output-file requirements.lock "$@"
