"""The portal's own commands, done once however often they are sent, as `chassis.command` does it for services."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from chassis import Transaction, commands

from .portal import portal


def once(command_id: str, asked: Any, do: Callable[[Transaction], dict[str, Any]]) -> dict[str, Any]:
    """What `do` answers in a transaction of its own, or, where `command_id` was done before, the first answer.

    `asked` is remembered only as a fingerprint keyed with the portal's secret, because a password may be in it. Raises
    `Conflict` (idempotency_key_reused) when the first time something else was asked.
    """
    text = json.dumps(asked, sort_keys=True, ensure_ascii=True)
    fingerprint = hmac.new(portal().secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return commands.once(portal().database, command_id, fingerprint, do)
