"""The page to which the code on a certificate leads."""

from __future__ import annotations

from flask import Response

from ..asker import language
from ..documents import spans
from ..portal import portal
from .blueprint import pages, show


@pages.get("/verify/<number>")
def verify(number: str) -> Response:
    """What anybody may see of a certificate, and whether it stands."""
    found = portal().query("volunteer", "verify_certificate", {"number": number})
    reading = language()
    return show(
        "verify.html",
        certificate=found,
        days=spans.days(found["first"], found["last"], reading),
        credit=spans.hours(found["credit_minutes"], reading),
        honour=spans.hours(found["honour_minutes"], reading),
        issued_on=spans.day(found["issued_on"], reading),
    )
