"""Doing a command once, however often it is asked: its id and its answer are kept in the same transaction as its
effects."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from .refusals import Conflict
from .sql import insert_new
from .transaction import Transaction


def once(
    tx: Transaction, commands: sa.Table, command_id: str, fingerprint: str, do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """What `do` answers, or the first answer where `command_id` was done before.

    `commands`: the service's table of commands; `fingerprint`: a digest of what was asked. Raises `Conflict`
    (idempotency_key_reused) where something else was asked under the same id.
    """
    place = {"command_id": command_id, "fingerprint": fingerprint, "received_at": tx.now}
    if not insert_new(tx.session, commands, [place], ["command_id"]):
        first = tx.session.execute(commands.select().where(commands.c.command_id == command_id)).one()
        if not hmac.compare_digest(first.fingerprint, fingerprint):
            raise Conflict("idempotency_key_reused")
        return json.loads(first.answer)
    answer = do()
    tx.session.flush()
    kept = json.dumps(answer, ensure_ascii=False)
    tx.session.execute(commands.update().where(commands.c.command_id == command_id).values(answer=kept))
    return answer
