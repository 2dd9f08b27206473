#!/bin/sh
# The broker of docker-compose.yml: policies from definitions.json, and one user whose password comes from the
# environment. RabbitMQ makes no default user where definitions are loaded, and loads them again at each start: a
# changed password or policy takes effect with the next one.
set -eu
case ${LINLI_BROKER_PASSWORD:-} in
  '' | *[!A-Za-z0-9_-]*)
    echo 'LINLI_BROKER_PASSWORD takes letters, digits, - and _, as it stands in addresses.' >&2
    exit 2
    ;;
esac
definitions=/run/linli/definitions
umask 077
mkdir -p "$definitions"
cp /etc/linli/definitions.json "$definitions/1-policies.json"
cat >"$definitions/2-users.json" <<JSON
{
  "users": [{"name": "linli", "password": "$LINLI_BROKER_PASSWORD", "tags": "administrator"}],
  "permissions": [{"user": "linli", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}]
}
JSON
chown -R rabbitmq /run/linli
unset LINLI_BROKER_PASSWORD
exec "$(command -v docker-entrypoint.sh || command -v rabbitmq-server)" rabbitmq-server
