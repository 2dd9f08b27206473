"""What people take away: a certificate to print, a record as a spreadsheet, each in the reader's language."""

from __future__ import annotations

import base64
import io
import re
import zlib
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.documents import certificates, records, spans

CERTIFICATE: dict[str, Any] = {
    "number": "7K3M-Q9TX-2BCD",
    "name": "何<平>&",
    "volunteer_number": "V-000042-T",
    "first": "2026-01-01",
    "last": "2026-11-20",
    "credit_minutes": 5430,
    "honour_minutes": 600,
    "issuer": "协庄社区",
    "issued_on": "2026-11-20",
    "kinds": [{"kind": "environment", "attendances": 31, "minutes": 5430}],
}
URL = "https://linli.example/verify/7K3M-Q9TX-2BCD"


def text_of(pdf: bytes) -> str:
    """What stands on the pages, without its places: Chinese is written as UTF-16."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        content = zlib.decompress(base64.a85decode(packed.strip().removesuffix(b"~>")))
        for literal in re.findall(rb"\((.*?)(?<!\\)\) Tj", content, re.DOTALL):
            plain = re.sub(rb"\\([0-7]{3})|\\(.)", _unescaped, literal, flags=re.DOTALL)
            found.append(plain.decode("utf-16-be"))
    return "".join(found)


def _unescaped(found: re.Match[bytes]) -> bytes:
    octal, other = found.groups()
    return bytes([int(octal, 8)]) if octal else {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(other, other)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "zh",
            [
                "志愿服务证明",
                "V-000042-T",
                "90 小时 30 分钟",
                "10 小时",
                "环境保护",
                "2026年1月1日至2026年11月20日期间",
            ],
        ),
        ("en", ["Certificate of Volunteer Service", "90 h 30 min", "Environment", "1 January 2026", "协庄社区"]),
    ],
)
def test_a_certificate_says_all_that_it_must(language: str, expected: list[str]) -> None:
    text = text_of(certificates.pdf(CERTIFICATE, URL, language))
    squeezed = text.replace(" ", "")
    for words in (*expected, "何<平>&", "7K3M-Q9TX-2BCD", URL):
        assert words.replace(" ", "") in squeezed


def test_a_certificate_without_honour_hours_does_not_speak_of_them() -> None:
    plain = certificates.pdf({**CERTIFICATE, "honour_minutes": 0, "kinds": []}, URL, "zh")
    assert "荣誉时长" not in text_of(plain)


RECORD: dict[str, Any] = {
    "attendances": [
        {
            "title": '=HYPERLINK("x")',
            "kind": "environment",
            "place": "一区",
            "starts_at": "2026-11-20T01:00:00Z",
            "ends_at": "2026-11-20T03:00:00Z",
            "came_at": "2026-11-20T01:00:00.5Z",
            "left_at": "2026-11-20T03:00:00Z",
            "minutes": 0,
            "reasons": ["set_aside"],
        }
    ],
    "honours": [{"granted_on": "2026-11-01", "minutes": 600, "reason": "抗洪", "revoked_because": None}],
    "no_shows": [],
}


def test_a_record_is_a_spreadsheet_in_the_districts_time_without_formulas() -> None:
    book = load_workbook(io.BytesIO(records.xlsx(RECORD, "zh")))
    assert book.sheetnames == ["服务记录", "荣誉时长", "缺席"]
    row = [cell.value for cell in book["服务记录"][2]]
    assert row[:3] == ['=HYPERLINK("x")', "环境保护", "一区"]
    assert book["服务记录"]["A2"].data_type == "s"
    assert row[3:7] == [datetime(2026, 11, 20, hour) for hour in (9, 11, 9, 11)]
    assert row[7:] == [0, "存疑，待核定"]
    assert [cell.value for cell in book["荣誉时长"][2]] == ["2026-11-01", 600, "抗洪", None]
    assert book["缺席"].max_row == 1
    assert load_workbook(io.BytesIO(records.xlsx(RECORD, "en"))).sheetnames[0] == "Attendances"


@given(st.integers(0, 10**7))
def test_minutes_are_said_in_hours_without_loss(minutes: int) -> None:
    for language, marks in (("zh", ("小时", "分钟")), ("en", ("h", "min"))):
        said = spans.hours(minutes, language)
        parts = {mark: int(number) for number, mark in re.findall(r"(\d+) (\S+)", said)}
        assert parts.get(marks[0], 0) * 60 + parts.get(marks[1], 0) == minutes
        assert set(parts) <= set(marks)
