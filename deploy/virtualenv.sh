#!/usr/bin/env bash
# Make .venv: what requirements.lock pins, then every distribution of this repository, editable.
# PYTHON names the interpreter to use; otherwise the newest of those found that is 3.11 or later.
set -euo pipefail
cd "$(dirname "$0")/.."

suits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=""
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
  if command -v "$candidate" >/dev/null && suits "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
  found=$(python3 --version 2>/dev/null || echo "no python3")
  echo "Linli needs Python 3.11 or later and found ${PYTHON:+none at $PYTHON, only }$found:" \
       "install it (Debian and Ubuntu: apt-get install python3 python3-venv), or name one: make setup PYTHON=/path/to/python" >&2
  exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  echo "$python cannot make virtual environments: install its venv package" \
       "(Debian and Ubuntu: apt-get install python3-venv), then try again." >&2
  exit 1
fi

suits .venv/bin/python || { rm -rf .venv; "$python" -m venv .venv; }
pip() { .venv/bin/python -m pip --quiet --disable-pip-version-check --no-input "$@"; }
echo "Setting up .venv ($("$python" --version)) …"
pip install --require-hashes -r requirements.lock
distributions=()
for folder in libs/* services/*; do
  if [ -f "$folder/pyproject.toml" ]; then distributions+=(--editable "$folder"); fi
done
pip install --no-deps --no-build-isolation "${distributions[@]}"
