"""What the words in a community's list of volunteers mean to Linli: cells into the rows of an import."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cli.spreadsheet import Line

GROUPS: Mapping[str, tuple[str, ...]] = {
    "social-governance": ("社会治理", "治理"),
    "convenience": ("便民服务", "便民"),
    "liveable-city": ("宜居城市", "宜居"),
    "culture-recreation": ("文体活动", "文体娱乐", "文体", "文娱"),
    "hardship-relief": ("帮困解难", "扶贫帮困", "帮困"),
    "job-guidance": ("就业指导", "就业"),
    "public-order": ("治安防范", "治安维护", "治安"),
    "health-care": ("医疗保健", "医疗", "健康"),
    "environment": ("环境保护", "环保", "环境"),
    "publicity-education": ("宣传教育", "宣传"),
}
"""Code to words; 组, 小组, 队 and the like at the end do not count."""

PARTY_MEMBERS = {
    "中共党员",
    "党员",
    "中共预备党员",
    "预备党员",
    "正式党员",
    "是",
    "有",
    "√",
    "✓",
    "y",
    "yes",
    "1",
    "true",
}
OTHERS = {
    *("群众", "普通群众", "居民", "共青团员", "团员", "无党派", "无党派人士", "民主党派", "非党员", "否", "无", "不是"),
    *("×", "x", "n", "no", "0", "false", "民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟"),
}

_NOTHING = {"无", "暂无", "没有", "/", "-", "--", "—", "——", "\\", "none", "n/a"}
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_MOBILE_DIGITS = 11


@dataclass(frozen=True)
class Fault:
    """Why a cell will not do: `code` and what its sentence needs."""

    code: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One volunteer as the import takes it, or the faults that stand against it, by field."""

    line: Line
    sent: dict[str, Any]
    faults: dict[str, Fault]

    @property
    def name(self) -> str:
        """As the list has it, for messages."""
        return self.line.cells.get("name", "")


@dataclass(frozen=True)
class Community:
    """A registered community, and the words its list may use for it."""

    code: str
    name: str

    def is_meant(self, text: str) -> bool:
        return text in (self.code, self.name) or text == self.name.removesuffix("社区")


def rows(lines: Iterable[Line], community: Community, groups: Mapping[str, str]) -> list[Row]:
    """The rows of an import into `community`. `groups`: further words for groups, and their codes.

    The second row that says the same person (by number, or by telephone) is at fault.
    """
    words = {_group_word(word): code for code, known in GROUPS.items() for word in known}
    words.update({_group_word(word): code for word, code in groups.items()})
    made = [_row(line, community, words) for line in lines]
    seen: dict[tuple[str, str], int] = {}
    return [_first_of_its_kind(row, seen) for row in made]


def _row(line: Line, community: Community, groups: Mapping[str, str]) -> Row:
    sent: dict[str, Any] = {}
    faults = {name: Fault("formula", {"shown": shown}) for name, shown in line.broken.items()}
    for name, text in line.cells.items():
        if name in faults or (name != "name" and _plain(text) in _NOTHING):
            continue
        value = _value(name, text, community, groups)
        if isinstance(value, Fault):
            faults[name] = value
        elif value is not None:
            sent[name] = value
    if "name" not in sent and "name" not in faults:
        faults["name"] = Fault("missing")
    if not {"phone", "reference"} & {*sent, *faults}:
        faults["phone"] = Fault("no_mark")
    return Row(line, sent, faults)


def _value(name: str, text: str, community: Community, groups: Mapping[str, str]) -> Any:
    """What is sent for a cell: a value, None for nothing, or a Fault."""
    if name == "name":
        return _person(text)
    if name == "phone":
        return _phone(text)
    if name == "group":
        return _group(text, groups)
    if name == "party_member":
        return _party_member(text)
    if name == "skills":
        return _skills(text)
    if name == "reference":
        return re.sub(r"[\s_./]+", "-", _plain(text))
    return None if community.is_meant(text) else Fault("other_community", {"found": text, "wanted": community.name})


def _first_of_its_kind(row: Row, seen: dict[tuple[str, str], int]) -> Row:
    if row.faults:
        return row
    marks = [("reference", row.sent.get("reference")), ("phone", _digits(row.sent.get("phone")))]
    for name, mark in marks:
        if mark and (name, mark) in seen:
            return Row(row.line, row.sent, {name: Fault("same_row", {"row": seen[name, mark]})})
    seen.update({(name, mark): row.line.number for name, mark in marks if mark})
    return row


def _person(text: str) -> str:
    # Two-character names are often spaced out to the width of three.
    spaceless = re.sub(r"\s+", "", text)
    return text if spaceless.isascii() or re.search(r"[A-Za-z]", text) else spaceless


def _phone(text: str) -> str | Fault:
    plain = re.sub(r"[‐‑–—−]", "-", unicodedata.normalize("NFKC", text)).strip()
    digits = re.sub(r"\D", "", plain)
    mobile = _digits(plain) or ""
    if re.search(r"[/、,;|]", plain) or len(digits) > 2 * _MOBILE_DIGITS - 1:
        return Fault("several_phones")
    if mobile.startswith("1") and re.fullmatch(r"[\d\s+-]+", plain) and len(mobile) != _MOBILE_DIGITS:
        return Fault("phone_length", {"digits": len(mobile)})
    return plain


def _digits(phone: str | None) -> str | None:
    """The digits by which two numbers are compared."""
    if phone is None:
        return None
    digits = re.sub(r"\D", "", phone)
    return re.sub(r"^(00)?86(?=1\d{10}$)", "", digits)


def _group(text: str, groups: Mapping[str, str]) -> str | Fault:
    code = groups.get(_group_word(text))
    if code is None and _CODE.fullmatch(_plain(text)):
        return _plain(text)
    return code or Fault("unknown_group", {"found": text})


def _group_word(text: str) -> str:
    return re.sub(r"(志愿服务)?(小组|服务队|小队|组|队|班)$", "", re.sub(r"\s", "", _plain(text))) or _plain(text)


def _party_member(text: str) -> bool | Fault:
    plain = re.sub(r"\s", "", _plain(text))
    if plain in PARTY_MEMBERS:
        return True
    return False if plain in OTHERS else Fault("unknown_standing", {"found": text})


_SEPARATORS = r"[、,，;；/|\n\r]+"


def listed(skills: list[str]) -> str:
    """Skills as one cell, which is read as the same skills again."""
    text = "、".join(skills)
    # A separator at the end tells that spaces separate nothing here.
    return f"{text}、" if re.search(r"\s", text) else text


def _skills(text: str) -> list[str]:
    separators = _SEPARATORS
    if re.search(r"[\u4e00-\u9fff]", text) and not re.search(rf"{_SEPARATORS}$", text):
        separators = r"[、,，;；/|\s]+"
    return list(dict.fromkeys(part for piece in re.split(separators, text) if (part := piece.strip())))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
