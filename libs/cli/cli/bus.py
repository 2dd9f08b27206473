"""The broker as a command reaches it: a connection, or a sentence that says why there is none."""

from __future__ import annotations

from urllib.parse import urlsplit

import pika
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import (
    AMQPError,
    ConnectionClosedByBroker,
    ProbableAccessDeniedError,
    ProbableAuthenticationError,
)

from cli.problem import Problem
from cli.settings import is_amqp_url

_TAKES = "--amqp takes the address of a broker such as amqp://user:password@127.0.0.1:5672/%2F."
_CONNECT_SECONDS = 10
_BLOCKED_SECONDS = 30
"""For so long a broker short of memory or disk may hold back what is sent to it."""


def connect(url: str) -> pika.BlockingConnection:
    """A connection to the broker at `url`, which a person gave or a running Linli noted. Raises Problem."""
    try:
        parameters = pika.URLParameters(url)
    except (ValueError, TypeError, LookupError):
        raise Problem(_TAKES) from None
    if not is_amqp_url(url):
        raise Problem(_TAKES)
    where = address(url)
    parameters.client_properties = {"connection_name": "linli"}
    parameters.socket_timeout = parameters.stack_timeout = _CONNECT_SECONDS
    parameters.blocked_connection_timeout = _BLOCKED_SECONDS
    try:
        return pika.BlockingConnection(parameters)
    except ProbableAuthenticationError:
        raise Problem(f"The broker at {where} does not accept user and password of --amqp.") from None
    except ProbableAccessDeniedError:
        raise Problem(
            f"The broker at {where} has no virtual host {parameters.virtual_host!r}, or not for this user: "
            "see the last part of --amqp."
        ) from None
    except ConnectionClosedByBroker as error:
        raise Problem(f"The broker at {where} refused the connection: {error.reply_text}.") from None
    except AMQPConnectorException:
        # Not one of pika's AMQPErrors: something takes the connection and then stays silent.
        raise Problem(
            f"The broker at {where} takes connections but did not answer within {_CONNECT_SECONDS} seconds: "
            "it may be overloaded, stopped or starting; its log says more (linli logs broker)."
        ) from None
    except (AMQPError, OSError):
        raise Problem(
            f"No broker answers at {where}: is Linli running (linli status), and is --amqp its broker?"
        ) from None


def address(url: str) -> str:
    """Host and port of a broker, for sentences: without user and password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (5671 if parts.scheme == 'amqps' else 5672)}"
