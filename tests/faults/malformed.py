"""Envelopes that break the contract, each made from a valid one by one of many kinds of damage, drawn by chance."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable
from random import Random
from typing import Any

from contracts import event_types

Document = dict[str, Any]

REQUIRED = ("specversion", "id", "source", "type", "subject", "time", "community", "sequence", "data")
NO_TEXTS = (None, True, 0, -1.5, [], {}, [[]], "")
DEEP = 100_000


def damaged(body: bytes, chance: Random) -> bytes:
    """A body that no reader of the contract may take for an event."""
    return chance.choice(_OF_BODIES)(body, chance) if chance.random() < 0.3 else _reshaped(body, chance)


def _reshaped(body: bytes, chance: Random) -> bytes:
    document = copy.deepcopy(json.loads(body))
    chance.choice(_OF_DOCUMENTS)(document, chance)
    return json.dumps(document, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _cut_short(body: bytes, chance: Random) -> bytes:
    return body[: chance.randrange(len(body) - 1)]


def _noise(body: bytes, chance: Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 400)) + b"\xff"


def _broken_text(body: bytes, chance: Random) -> bytes:
    """Not UTF-8."""
    at = chance.randrange(len(body))
    return body[:at] + b"\xc3\x28" + body[at:]


def _something_else(body: bytes, chance: Random) -> bytes:
    return chance.choice([b"", b"null", b"[]", b'"event"', b"17", b"{}", b"[" * DEEP, b'{"a":' * DEEP, body + body])


def _no_attribute(document: Document, chance: Random) -> None:
    del document[chance.choice(REQUIRED)]


def _wrong_attribute(document: Document, chance: Random) -> None:
    document[chance.choice(REQUIRED)] = chance.choice(NO_TEXTS)


def _needed(document: Document) -> list[str]:
    """The fields that must be there, and be something."""
    declared = dataclasses.fields(event_types()[document["type"]])
    return sorted(
        field.name for field in declared if field.default is dataclasses.MISSING and field.name in document["data"]
    )


def _no_field(document: Document, chance: Random) -> None:
    del document["data"][chance.choice(_needed(document))]


def _wrong_field(document: Document, chance: Random) -> None:
    document["data"][chance.choice(_needed(document))] = chance.choice([None, [], {}, [0], {"x": 1}])


def _other_major(document: Document, chance: Random) -> None:
    document["type"] = document["type"].replace(".v1", f".v{chance.randrange(2, 99)}")


def _unknown_type(document: Document, chance: Random) -> None:
    name = chance.choice(["ServiceVanished", "服务完成", "x" * 300, "\ud800", "\x00", "💥" * 60])
    document["type"] = f"linli.ticketing.{name}.v1"


def _other_source(document: Document, chance: Random) -> None:
    document["source"] = chance.choice(["/linli/scoring", "ticketing", "/linli/\udfff", "https://example.org/"])


def _other_subject(document: Document, chance: Random) -> None:
    document["subject"] = chance.choice([document["data"]["need_id"], "somebody", document["subject"] + " "])


def _impossible_time(document: Document, chance: Random) -> None:
    impossible = ["yesterday", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", "99999-01-01T00:00:00Z", "1e309"]
    document["time"] = chance.choice(impossible)


def _impossible_moment(document: Document, chance: Random) -> None:
    document["data"]["completed_at"] = chance.choice(["soon", "2026-13-01T00:00:00Z", "2026-01-01", "", 1.5])


def _impossible_id(document: Document, chance: Random) -> None:
    document["data"]["need_id"] = chance.choice(["x", "0" * 500, "'; DROP TABLE inbox; --", "\u0000", "💥"])


def _impossible_number(document: Document, chance: Random) -> None:
    name = "minutes" if "minutes" in document["data"] else "stars"
    document["data"][name] = chance.choice([-1, 10**30, 1e400, 2.5, "40", "vierzig", float("nan"), 1441])


def _impossible_word(document: Document, chance: Random) -> None:
    document["data"]["provider_kind"] = chance.choice(["robot", "Volunteer", "volunteer ", ""])


def _impossible_sequence(document: Document, chance: Random) -> None:
    document["sequence"] = chance.choice(["-1", "one", "1" * 40, "", "1.0", "١٢"])


_OF_BODIES: tuple[Callable[[bytes, Random], bytes], ...] = (_cut_short, _noise, _broken_text, _something_else)
_OF_DOCUMENTS: tuple[Callable[[Document, Random], None], ...] = (
    _no_attribute,
    _wrong_attribute,
    _no_field,
    _wrong_field,
    _other_major,
    _unknown_type,
    _other_source,
    _other_subject,
    _impossible_time,
    _impossible_moment,
    _impossible_id,
    _impossible_number,
    _impossible_word,
    _impossible_sequence,
)
