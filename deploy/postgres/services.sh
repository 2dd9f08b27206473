#!/bin/bash
# A database and a role for each service: nobody but its role, and the server's administrator, may connect to it.
# PostgreSQL runs this once, when its data folder is new; run it again after a change of passwords or of services:
#   docker-compose exec postgres bash /docker-entrypoint-initdb.d/services.sh
set -euo pipefail

for service in volunteer ticketing scoring notify portal; do
  variable=LINLI_DB_PASSWORD_${service^^}
  password=${!variable:-}
  if [[ ! $password =~ ^[A-Za-z0-9_-]+$ ]]; then
    echo "$variable takes letters, digits, - and _, as it stands in an address." >&2
    exit 2
  fi
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set name="linli_$service" --set password="$password" <<'SQL'
SELECT format('CREATE ROLE %I', :'name') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
ALTER ROLE :"name" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
