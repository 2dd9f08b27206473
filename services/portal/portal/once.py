"""The portal's own commands, done once however often they are sent, as `chassis.command` does it for services."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from chassis import Transaction
from chassis.refusals import Conflict
from chassis.sql import insert_new

from .models import Base

_commands = Base.metadata.tables["commands"]


def once(tx: Transaction, command_id: str, asked: Any, secret: str, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `do` answers, or, where `command_id` was done before, the first answer.

    `asked` is remembered only as a fingerprint keyed with `secret`, because a password may be in it. Raises
    `Conflict` (idempotency_key_reused) when the first time something else was asked.
    """
    text = json.dumps(asked, sort_keys=True, ensure_ascii=True)
    fingerprint = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    row = {"command_id": command_id, "fingerprint": fingerprint, "received_at": tx.now}
    if not insert_new(tx.session, _commands, [row], ["command_id"]):
        first = tx.session.execute(_commands.select().where(_commands.c.command_id == command_id)).one()
        if not hmac.compare_digest(first.fingerprint, fingerprint):
            raise Conflict("idempotency_key_reused")
        return json.loads(first.answer)
    answer = do()
    tx.session.flush()
    kept = json.dumps(answer, ensure_ascii=False)
    tx.session.execute(_commands.update().where(_commands.c.command_id == command_id).values(answer=kept))
    return answer
