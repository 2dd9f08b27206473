"""Doing a command once, however often it is asked: its id and its answer are kept in the same transaction as its
effects.

Hardly any command is asked twice, so each is done first, and found to have been done before only where its id is there
already or where it can no longer be done. Then nothing of it stays but the first answer.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

from .database import Database, is_transient
from .refusals import Conflict
from .transaction import Transaction


def once(
    database: Database, command_id: str, fingerprint: str, do: Callable[[Transaction], dict[str, Any]]
) -> dict[str, Any]:
    """What `do` answers in a transaction of its own, or the first answer where `command_id` was done before.

    `fingerprint`: a digest of what was asked. Raises `Conflict` (idempotency_key_reused) where something else was asked
    under the same id.
    """
    table = database.metadata.tables["commands"]
    try:
        with database.transaction(cause=command_id) as tx:
            answer = do(tx)
            kept = json.dumps(answer, ensure_ascii=False)
            tx.keep(table, command_id=command_id, fingerprint=fingerprint, answer=kept, received_at=tx.now)
        return answer
    except Exception as error:
        if is_transient(error):
            raise
        with database.reading() as session:
            first = session.execute(table.select().where(table.c.command_id == command_id)).one_or_none()
        if first is None:
            raise
    if not hmac.compare_digest(first.fingerprint, fingerprint):
        raise Conflict("idempotency_key_reused")
    return json.loads(first.answer)  # type: ignore[no-any-return]
