"""How a service says no: four kinds, each a code that the portal turns into words, none a fault of the system.

They are carried back over a remote call as data and raised again, typed, where the call was made.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):
    """The request was understood and is refused whole. `code`: which rule; `about`: JSON-ready details of it."""

    kind: ClassVar[str]

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.code, self.about = code, about

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "code": self.code, "about": self.about}


class Invalid(Refusal):
    """What was sent is not right. `fields`: name to list of codes, as in `contracts.fields`; may be nested."""

    kind = "invalid"

    def __init__(self, fields: dict[str, Any], code: str = "invalid_fields") -> None:
        super().__init__(code, fields=fields)
        self.fields = fields


class NotFound(Refusal):
    """There is no such record. `what`: need, volunteer, …"""

    kind = "not_found"

    def __init__(self, what: str, id: str) -> None:
        super().__init__("not_found", what=what, id=id)


class Forbidden(Refusal):
    """The asker may not do this."""

    kind = "forbidden"


class Conflict(Refusal):
    """The record's state does not allow this. Usual details: `state`, and `possible`: what may be done now."""

    kind = "conflict"


def from_dict(refusal: dict[str, Any]) -> Refusal:
    """The refusal that `Refusal.to_dict` wrote."""
    kind, code, about = refusal["kind"], refusal["code"], refusal["about"]
    if kind == Invalid.kind:
        return Invalid(about["fields"], code)
    if kind == NotFound.kind:
        return NotFound(about["what"], about["id"])
    return {Forbidden.kind: Forbidden, Conflict.kind: Conflict}[kind](code, **about)
