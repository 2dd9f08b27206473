"""A community's roll of volunteers: what an import would make of it, row by row.

The same rows planned again on the roll they led to change nothing: every decision is taken on where all the
rows lead together, not on their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

FACTS: dict[str, Any] = {"name": None, "group": None, "party_member": False, "skills": (), "home_community": None}
"""What is kept of a volunteer besides the two marks (reference, phone), and what a new one begins with."""


@dataclass(frozen=True)
class Known:
    """A volunteer on the roll. `facts`: the fields of FACTS."""

    volunteer_id: str
    reference: str | None
    phone_mark: str | None
    facts: dict[str, Any]
    active: bool = True


@dataclass(frozen=True)
class SentRow:
    """One row sent, counted from 1. `sent`: its fields, checked; `faults`: field to codes, where the check failed."""

    number: int
    sent: dict[str, Any]
    faults: dict[str, Any] = field(default_factory=dict)


@dataclass
class PlannedRow:
    """What becomes of one row: added, changed, unchanged or refused.

    `known`: the volunteer it is about, if on the roll already; `changes`: field to its values before and after,
    telephone numbers blanked out; `faults`: why it is refused, field to codes.
    """

    row: SentRow
    outcome: str = "refused"
    known: Known | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Any] = field(default_factory=dict)

    def refuse(self, name: str, code: str) -> None:
        self.outcome, self.known, self.faults = "refused", None, {name: [code]}


def plan(rows: Sequence[SentRow], roll: Iterable[Known], mark: Callable[[str], str]) -> list[PlannedRow]:
    """What each of `rows` would do to the `roll`; `mark`: the mark of a telephone number.

    A row is known again by its reference, else by its phone; a known volunteer without a reference takes that of
    the row with the same phone. Fields that a row does not have stay as they are. Fault codes besides those of
    `contracts.fields`: ``required_without_phone`` (neither mark), ``repeated:n`` (says the same volunteer as row n),
    ``taken`` (another volunteer's phone), ``withdrawn`` (volunteers come back by registering, not by a list).
    """
    return _Plan(rows, roll, mark).settle()


class _Plan:
    def __init__(self, rows: Sequence[SentRow], roll: Iterable[Known], mark: Callable[[str], str]) -> None:
        self._planned = [PlannedRow(row, faults=row.faults) for row in rows]
        self._roll = list(roll)
        self._by_reference = {known.reference: known for known in self._roll if known.reference}
        self._phones = {row.number: mark(row.sent["phone"]) for row in rows if not row.faults and row.sent.get("phone")}
        self._holders: dict[str, Known | int] = {}
        """Phone mark to who has it in the end: a volunteer on the roll, or a new one by row number."""
        self._takers: dict[str, int] = {}
        """Volunteer id to the row that is about them."""

    def settle(self) -> list[PlannedRow]:
        sound = [planned for planned in self._planned if not planned.faults]
        self._refuse_unmarked_and_repeated(sound)
        self._settle_by_reference([planned for planned in sound if not planned.faults and self._referred(planned)])
        for planned in sound:
            if not planned.faults and not self._referred(planned):
                self._settle_by_phone(planned)
        for planned in self._planned:
            if not planned.faults:
                self._compare(planned)
        return self._planned

    def _referred(self, planned: PlannedRow) -> Known | None:
        return self._by_reference.get(planned.row.sent.get("reference") or "")

    def _refuse_unmarked_and_repeated(self, sound: list[PlannedRow]) -> None:
        first: dict[str, int] = {}
        for planned in sound:
            reference = planned.row.sent.get("reference")
            if reference is None and planned.row.number not in self._phones:
                planned.refuse("reference", "required_without_phone")
            elif reference in first:
                planned.refuse("reference", f"repeated:{first[reference]}")
            elif reference is not None:
                first[reference] = planned.row.number

    def _settle_by_reference(self, referred: list[PlannedRow]) -> None:
        for planned in referred:
            known = self._by_reference[planned.row.sent["reference"]]
            if known.active:
                planned.known = known
            else:
                planned.refuse("reference", "withdrawn")
        while True:
            staying = [planned for planned in referred if planned.known]
            self._holders = self._phones_kept(staying)
            self._takers = {planned.known.volunteer_id: planned.row.number for planned in staying if planned.known}
            clashes = [(planned, holder) for planned in staying if (holder := self._clash(planned)) is not None]
            if not clashes:
                return
            # A refused row leaves its volunteer the old phone, which may stand in the way of another row.
            for planned, holder in clashes:
                planned.refuse("phone", self._whose(holder))

    def _phones_kept(self, staying: list[PlannedRow]) -> dict[str, Known | int]:
        changing = {
            planned.known.volunteer_id
            for planned in staying
            if planned.known and "phone" in planned.row.sent and self._phone(planned) != planned.known.phone_mark
        }
        return {
            known.phone_mark: known for known in self._roll if known.phone_mark and known.volunteer_id not in changing
        }

    def _clash(self, planned: PlannedRow) -> Known | int | None:
        """Who else has the phone that the row's volunteer is to have; nobody: it is theirs from here on."""
        phone = self._phone(planned)
        if phone is None or planned.known is None:
            return None
        holder = self._holders.setdefault(phone, planned.known)
        return None if holder is planned.known else holder

    def _settle_by_phone(self, planned: PlannedRow) -> None:
        phone = self._phone(planned)
        holder = self._holders.get(phone) if phone else None
        if holder is None:
            if phone:
                self._holders[phone] = planned.row.number
        elif isinstance(holder, int) or holder.volunteer_id in self._takers:
            planned.refuse("phone", self._whose(holder))
        elif planned.row.sent.get("reference") and holder.reference:
            planned.refuse("phone", "taken")
        elif not holder.active:
            planned.refuse("phone", "withdrawn")
        else:
            planned.known = holder
            self._takers[holder.volunteer_id] = planned.row.number

    def _whose(self, holder: Known | int) -> str:
        number = holder if isinstance(holder, int) else self._takers.get(holder.volunteer_id)
        return "taken" if number is None else f"repeated:{number}"

    def _phone(self, planned: PlannedRow) -> str | None:
        return self._phones.get(planned.row.number)

    def _compare(self, planned: PlannedRow) -> None:
        known, sent = planned.known, planned.row.sent
        if known is None:
            planned.outcome = "added"
            return
        before = {**known.facts, "reference": known.reference}
        for name, value in before.items():
            # A row without a reference leaves the one that the volunteer has.
            if name in sent and sent[name] != value and not (name == "reference" and sent[name] is None):
                planned.changes[name] = {"before": value, "after": sent[name]}
        if "phone" in sent and self._phone(planned) != known.phone_mark:
            planned.changes["phone"] = {"before": _blanked(known.phone_mark), "after": _blanked(self._phone(planned))}
        planned.outcome = "changed" if planned.changes else "unchanged"


def _blanked(phone_mark: str | None) -> str | None:
    # Answers to commands are kept, in the clear; a telephone number never is.
    return "***" if phone_mark else None
