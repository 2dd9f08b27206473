"""A service certificate on one sheet of paper, with its number and the address at which anybody can verify it."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from .. import words
from .spans import day, days, hours

MEDIA_TYPE = "application/pdf"

_FONT = "STSong-Light"
"""Known to every PDF reader that shows Chinese, so no font file goes along."""

pdfmetrics.registerFont(UnicodeCIDFont(_FONT))

_BODY = ParagraphStyle("body", fontName=_FONT, fontSize=13, leading=24, wordWrap="CJK")
_TITLE = ParagraphStyle("title", _BODY, fontSize=28, leading=40, alignment=TA_CENTER, spaceAfter=12 * mm)
_SMALL = ParagraphStyle("small", _BODY, fontSize=9, leading=14, textColor=colors.HexColor("#444444"))
_QR = 30 * mm

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

    story: list[Any] = [Paragraph(said("title"), _TITLE), Paragraph(said("body"), _BODY)]
    if certificate["honour_minutes"]:
        story.append(Paragraph(said("honour"), _BODY))
    if certificate["kinds"]:
        rows = [
            [words.word(one["kind"], language), str(one["attendances"]), hours(one["minutes"], language)]
            for one in certificate["kinds"]
        ]
        story += [Spacer(0, 6 * mm), _table([[said("kind"), said("times"), said("hours")], *rows])]
    signed = [Paragraph(said("issuer"), _BODY), Paragraph(said("issued_on"), _BODY)]
    foot = Table([[[*signed, Paragraph(said("verify"), _SMALL)], _qr(url)]], colWidths=[None, _QR + 4 * mm])
    story += [Spacer(0, 14 * mm), foot]
    made = io.BytesIO()
    margin = 25 * mm
    document = SimpleDocTemplate(
        made,
        pagesize=A4,
        title=said("title"),
        author=str(certificate["issuer"]),
        leftMargin=margin,
        rightMargin=margin,
        topMargin=35 * mm,
    )
    document.build(story)
    return made.getvalue()


def _table(rows: list[list[str]]) -> Table:
    table = Table(rows, colWidths=[80 * mm, 30 * mm, 45 * mm])
    table.setStyle(
        [
            ("FONT", (0, 0), (-1, -1), _FONT, 12),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey),
            ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    return table


def _qr(url: str) -> Drawing:
    code = QrCodeWidget(url, barWidth=_QR, barHeight=_QR)
    return Drawing(_QR, _QR, code)
