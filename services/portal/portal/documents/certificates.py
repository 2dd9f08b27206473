"""A service certificate on one sheet of paper, with its number and the address at which anybody can verify it."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table

from .. import words
from . import paper
from .spans import day, days, hours

MEDIA_TYPE = paper.MEDIA_TYPE

_SAID = {
    "title": ("志愿服务证明", "Certificate of Volunteer Service"),
    "body": (
        "兹证明志愿者<b>{name}</b>（志愿者编号 {volunteer_number}）于{days}参加志愿服务，"
        "经签到核实的服务时长为<b>{credit}</b>。",
        "This certifies that <b>{name}</b> (volunteer number {volunteer_number}) served as a volunteer {days}. "
        "The time attended and verified is <b>{credit}</b>.",
    ),
    "honour": ("另获授予荣誉时长 {honour}。", "In addition, {honour} were granted as honour hours."),
    "kind": ("服务类别", "Kind of service"),
    "times": ("次数", "Times"),
    "hours": ("时长", "Time"),
    "issuer": ("出具单位：{issuer}", "Issued by: {issuer}"),
    "issued_on": ("出具日期：{issued_on}", "Issued on: {issued_on}"),
    "verify": (
        "证明编号 {number}。扫描二维码或打开 {url} 可核验真伪，核验页面不显示全名。",
        "Certificate number {number}. Scan the code or open {url} to verify it; the full name is not shown there.",
    ),
}


def pdf(certificate: dict[str, Any], url: str, language: str) -> bytes:
    """The PDF of a certificate as the API gives it. `url`: where it is verified; `language`: zh or en."""
    about = {
        **{name: escape(str(certificate[name])) for name in ("name", "volunteer_number", "issuer", "number")},
        "days": days(certificate["first"], certificate["last"], language),
        "credit": hours(certificate["credit_minutes"], language),
        "honour": hours(certificate["honour_minutes"], language),
        "issued_on": day(certificate["issued_on"], language),
        "url": escape(url),
    }

    def said(name: str) -> str:
        return _SAID[name][1 if language == "en" else 0].format(**about)

    story: list[Any] = [Paragraph(said("title"), paper.TITLE), Paragraph(said("body"), paper.BODY)]
    if certificate["honour_minutes"]:
        story.append(Paragraph(said("honour"), paper.BODY))
    if certificate["kinds"]:
        rows = [
            [words.word(one["kind"], language), str(one["attendances"]), hours(one["minutes"], language)]
            for one in certificate["kinds"]
        ]
        story += [Spacer(0, 6 * mm), _table([[said("kind"), said("times"), said("hours")], *rows])]
    story += [Spacer(0, 14 * mm), paper.foot([said("issuer"), said("issued_on")], said("verify"), url)]
    return paper.pdf(story, said("title"), str(certificate["issuer"]))


def _table(rows: list[list[str]]) -> Table:
    table = Table(rows, colWidths=[80 * mm, 30 * mm, 45 * mm])
    table.setStyle(
        [
            ("FONT", (0, 0), (-1, -1), paper.FONT, 12),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey),
            ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    return table
