"""A volunteer's stars of a year on one sheet of paper, with the address at which anybody can verify them."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer

from . import paper
from .spans import day

MEDIA_TYPE = paper.MEDIA_TYPE

_STARS = ParagraphStyle("stars", paper.BODY, fontSize=34, leading=48, alignment=TA_CENTER, spaceAfter=8 * mm)
_NUMERALS = "零一二三四五"

_SAID = {
    "title": ("志愿者星级证书", "Certificate of Volunteer Stars"),
    "body": (
        "兹证明志愿者<b>{name}</b>（志愿者编号 {volunteer_number}）经{issuer}{year}年度星级考评，"
        "评为<b>{stars_zh}星级志愿者</b>。",
        "This certifies that <b>{name}</b> (volunteer number {volunteer_number}) of {issuer} was rated "
        "<b>{stars_en}</b> for the year {year}.",
    ),
    "issuer": ("社区：{issuer}", "Community: {issuer}"),
    "published_on": ("公布日期：{published_on}", "Published on: {published_on}"),
    "verify": (
        "证书编号 {number}。扫描二维码或打开 {url} 可核验真伪，核验页面不显示全名。",
        "Certificate number {number}. Scan the code or open {url} to verify it; the full name is not shown there.",
    ),
}


def pdf(certificate: dict[str, Any], url: str, language: str) -> bytes:
    """The PDF of a certificate as `portal.star_certificates` gives it. `url`: where it is verified; `language`: zh or
    en."""
    stars = certificate["stars"]
    about = {
        **{name: escape(str(certificate[name])) for name in ("name", "volunteer_number", "issuer", "year", "number")},
        "stars_zh": _NUMERALS[stars],
        "stars_en": "1 star" if stars == 1 else f"{stars} stars",
        "published_on": day(certificate["published_on"], language),
        "url": escape(url),
    }

    def said(name: str) -> str:
        return _SAID[name][1 if language == "en" else 0].format(**about)

    story: list[Any] = [
        Paragraph(said("title"), paper.TITLE),
        Paragraph("★" * stars, _STARS),
        Paragraph(said("body"), paper.BODY),
        Spacer(0, 14 * mm),
        paper.foot([said("issuer"), said("published_on")], said("verify"), url),
    ]
    return paper.pdf(story, said("title"), str(certificate["issuer"]))
