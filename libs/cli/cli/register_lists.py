"""What the words in a community's lists of teams, buildings and organisations mean to Linli: cells into records."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.registers import BUILDINGS, INDUSTRIES, ORGANISATIONS, Record, Register, Words
from cli.roll import Community, Fault, Row
from cli.spreadsheet import Line

_YES, _NO = {"是", "有", "√", "✓", "y", "yes", "1", "true"}, {"否", "不", "不是", "×", "x", "n", "no", "0", "false"}
_NOTHING = {"无", "暂无", "没有", "/", "-", "--", "—", "——"}
_DISTRICT = {"全区", "区级", "全县", "县级", "district"}


@dataclass(frozen=True)
class Known:
    """What is registered already. `records`: of this register, by code; `people`: each word for a volunteer (reference,
    number, name) with the ids of those it is said of; `communities`: all of the district."""

    community: Community
    records: Mapping[str, Record]
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)
    communities: Sequence[Community] = ()


@dataclass(frozen=True)
class Entry:
    """One row of a list: `before` as it is registered, None for a new one, and `wanted` as it shall be; with faults in
    its row, neither says anything."""

    row: Row
    before: Record | None = None
    wanted: Record = field(default_factory=dict)

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Field to its values before and after."""
        before = self.before or {}
        return {name: (before.get(name), value) for name, value in self.wanted.items() if before.get(name) != value}


def entries(register: Register, lines: Iterable[Line], known: Known) -> list[Entry]:
    """The rows of a list, each with the record that it means, or its faults. A blank cell leaves what is registered as
    it is; the second row of one record is at fault."""
    lines = list(lines)
    reader = _Reader(register, known, lines)
    found = []
    seen: dict[str, int] = {}
    for line in lines:
        entry = reader.entry(line)
        code = entry.wanted.get("code")
        if code in seen:
            entry = Entry(Row(line, entry.row.sent, {"code": Fault("same_record", {"row": seen[code]})}))
        elif code is not None:
            seen[code] = line.number
        found.append(entry)
    return found


class _Reader:
    def __init__(self, register: Register, known: Known, lines: Sequence[Line]) -> None:
        self._register, self._known = register, known
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        for code, record in known.records.items():
            self._named[record["name"]].add(code)
        for line in lines:
            if "name" in line.cells and "code" in line.cells:
                self._named[line.cells["name"]].add(self._code(line.cells["code"]))

    def entry(self, line: Line) -> Entry:
        sent: Record = {}
        faults = {name: Fault("formula", {"shown": shown}) for name, shown in line.broken.items()}
        for name, text in line.cells.items():
            if name in faults or _plain(text) in _NOTHING:
                continue
            value = self._value(name, text)
            if isinstance(value, Fault):
                faults[name] = value
            else:
                sent[name] = value
        if "code" not in sent and "code" not in faults:
            self._find_code(line, sent, faults)
        before = self._known.records.get(sent.get("code", ""))
        blank = self._register.blank(self._known.community)
        wanted = {**blank, **(before or self._usual(sent)), **sent}
        faults |= {name: Fault("missing") for name in ("name", "kind") if name not in {*wanted, *faults}}
        row = Row(line, sent, faults)
        return Entry(row) if faults else Entry(row, before, _settled(wanted, sent))

    def _usual(self, sent: Record) -> Record:
        usual: Record = {}
        if self._register.usual_kind is not None:
            usual["kind"] = self._register.usual_kind
        if self._register is ORGANISATIONS and sent.get("kind") == "department":
            usual["community"] = None
        return usual

    def _find_code(self, line: Line, sent: Record, faults: dict[str, Fault]) -> None:
        """Know a row without a code by its name, and a building, where it says so, by what it stands in."""
        same = [
            self._known.records[code]
            for code in sorted(self._named.get(sent.get("name", ""), set()))
            if code in self._known.records
        ]
        if self._register is BUILDINGS and "parent" in sent:
            same = [record for record in same if record.get("parent") == sent["parent"]]
        if len(same) == 1:
            sent["code"] = same[0]["code"]
        elif "name" in sent:
            faults["code"] = Fault("no_code" if not same else "several_records", {"found": sent["name"]})
        else:
            faults["code"] = Fault("missing")

    def _value(self, name: str, text: str) -> Any:
        if name == "name":
            return text
        if name == "code":
            return self._code(text)
        if name == "kind":
            return _worded(text, self._register.kinds)
        if name == "industry":
            return _worded(text, INDUSTRIES)
        if name in ("households", "residents", "party_members"):
            return _whole(text)
        if name == "appraised":
            plain = _plain(text)
            return plain in _YES if plain in _YES | _NO else Fault("not_yes_or_no", {"found": text})
        if name == "parent":
            return self._parent(text)
        if name == "leader":
            return self._person(text)
        if name == "members":
            return _each(self._person, text)
        if name == "paired_with":
            codes = _each(self._community, text)
            return codes if isinstance(codes, Fault) else sorted(codes)
        return self._own_community(text)

    def _code(self, text: str) -> str:
        code = re.sub(r"[\s_./]+", "-", _plain(text))
        prefix = f"{self._known.community.code}-"
        is_own = code in self._known.records or code.startswith(prefix)
        return code if is_own or not self._register.own_codes else prefix + code

    def _parent(self, text: str) -> str | Fault:
        if self._register is BUILDINGS and self._known.community.is_meant(text):
            return self._known.community.code
        code = self._code(text)
        if any(code in codes for codes in self._named.values()):
            return code
        named = sorted(self._named.get(text, set()))
        if len(named) == 1:
            return named[0]
        return Fault("unknown_parent" if not named else "several_records", {"found": text})

    def _person(self, text: str) -> str | Fault:
        found = self._known.people.get(text) or self._known.people.get(_plain(text)) or ()
        if len(found) == 1:
            return found[0]
        return Fault("several_people" if found else "unknown_person", {"found": text})

    def _community(self, text: str) -> str | Fault:
        found = next((one.code for one in self._known.communities if one.is_meant(text)), None)
        return found or Fault("no_such_community", {"found": text})

    def _own_community(self, text: str) -> str | None | Fault:
        if self._known.community.is_meant(text):
            return self._known.community.code
        if self._register is ORGANISATIONS:
            return None if text in _DISTRICT else self._community(text)
        return Fault("other_community", {"found": text, "wanted": self._known.community.name})


def _settled(wanted: Record, sent: Record) -> Record:
    """An industry is an industry team's only: of a team that becomes another kind it goes."""
    if wanted.get("industry") and wanted["kind"] != "industry_team" and "industry" not in sent:
        return {**wanted, "industry": None}
    return wanted


def people_of(volunteers: Iterable[Record]) -> dict[str, list[str]]:
    """Each word for one of `volunteers`, with the ids of those it is said of: reference and number before names."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    marks: dict[str, list[str]] = {}
    for one in volunteers:
        for mark in (one["reference"], one["number"], one["volunteer_id"]):
            if mark:
                marks[mark] = marks[_plain(mark)] = [one["volunteer_id"]]
        if one["name"]:
            found[one["name"]].append(one["volunteer_id"])
    return {**found, **marks}


def names_shown(volunteers: Sequence[Record]) -> dict[str, str]:
    """What each volunteer is called, by id: with the number where others have the same name."""
    often = Counter(one["name"] for one in volunteers)
    return {
        one["volunteer_id"]: f"{one['name']} {one['number']}" if often[one["name"]] > 1 else one["name"]
        for one in volunteers
    }


def _worded(text: str, words: Words) -> str | Fault:
    plain = re.sub(r"\s", "", _plain(text))
    found = next((code for code, known in words.items() if plain == code or plain in known), None)
    return found or Fault("unknown_word", {"found": text, "known": [known[0] for known in words.values()]})


def _whole(text: str) -> int | Fault:
    plain = re.sub(r"[,，\s]|[户人名]$", "", _plain(text))
    return int(plain) if re.fullmatch(r"[0-9]{1,9}", plain) else Fault("not_whole", {"found": text})


def _each(read: Callable[[str], str | Fault], text: str) -> list[str] | Fault:
    """What each part of a listing means, each once, or the first fault."""
    found: dict[str, None] = {}
    for part in _parts(text):
        value = read(part)
        if isinstance(value, Fault):
            return value
        found[value] = None
    return list(found)


def _parts(text: str) -> list[str]:
    return [part for piece in re.split(r"[、,，;；/|\s]+", text) if (part := piece.strip())]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
