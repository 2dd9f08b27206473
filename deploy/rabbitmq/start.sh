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
definitions=/tmp/definitions
umask 077
mkdir -p "$definitions"
cp /etc/linli/definitions.json "$definitions/1-policies.json"
cat >"$definitions/2-users.json" <<JSON
{
  "users": [{"name": "linli", "password": "$LINLI_BROKER_PASSWORD", "tags": "administrator"}],
  "permissions": [{"user": "linli", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}]
}
JSON
unset LINLI_BROKER_PASSWORD
# Makes RabbitMQ's own script become the node, so that SIGTERM reaches it. Debian hides that script behind one that
# stays its parent.
export RUNNING_UNDER_SYSTEMD=true
PATH=/usr/lib/rabbitmq/bin:$PATH
exec rabbitmq-server
