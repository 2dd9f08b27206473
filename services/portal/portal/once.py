"""The portal's own commands, done once however often they are sent, as `chassis.command` does it for services."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from chassis import Transaction, commands

from .models import Base


def once(tx: Transaction, command_id: str, asked: Any, secret: str, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `do` answers, or, where `command_id` was done before, the first answer.

    `asked` is remembered only as a fingerprint keyed with `secret`, because a password may be in it. Raises
    `Conflict` (idempotency_key_reused) when the first time something else was asked.
    """
    text = json.dumps(asked, sort_keys=True, ensure_ascii=True)
    fingerprint = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return commands.once(tx, Base.metadata.tables["commands"], command_id, fingerprint, do)
