#!/usr/bin/env bash
# Write .env for docker-compose.yml from deploy/example.env, with a fresh random secret for each one that is empty
# there. What .env already says stays; what it lacks is added, so this may be run again after an upgrade.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 077

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

[ -e .env ] || grep -v '^LINLI_' deploy/example.env >.env
grep '^LINLI_.*=$' deploy/example.env | while IFS= read -r line; do
  grep -q "^$line" .env || echo "$line$(secret)" >>.env
done
echo "Secrets are in $PWD/.env: keep it, and to yourself."
