"""How certificates look on paper: type, margins and the code that leads to where they are verified."""

from __future__ import annotations

import io
from typing import Any

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

MEDIA_TYPE = "application/pdf"

FONT = "STSong-Light"
"""Known to every PDF reader that shows Chinese, so no font file goes along."""

pdfmetrics.registerFont(UnicodeCIDFont(FONT))

BODY = ParagraphStyle("body", fontName=FONT, fontSize=13, leading=24, wordWrap="CJK")
TITLE = ParagraphStyle("title", BODY, fontSize=28, leading=40, alignment=TA_CENTER, spaceAfter=12 * mm)
SMALL = ParagraphStyle("small", BODY, fontSize=9, leading=14, textColor=colors.HexColor("#444444"))

_QR = 30 * mm
_MARGIN = 25 * mm


def foot(signed: list[str], verify: str, url: str) -> Table:
    """Who issued it and when, and beside it the code of `url`, where it is verified."""
    said = [*(Paragraph(line, BODY) for line in signed), Paragraph(verify, SMALL)]
    return Table([[said, _qr(url)]], colWidths=[None, _QR + 4 * mm])


def pdf(story: list[Any], title: str, author: str) -> bytes:
    """The story on one sheet or more."""
    made = io.BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=A4,
        title=title,
        author=author,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=35 * mm,
    )
    document.build(story)
    return made.getvalue()


def _qr(url: str) -> Drawing:
    code = QrCodeWidget(url, barWidth=_QR, barHeight=_QR)
    return Drawing(_QR, _QR, code)
