"""The page to which the code on a certificate leads."""

from __future__ import annotations

from flask import Response

from .. import star_certificates
from ..asker import language
from ..documents import spans
from ..portal import portal
from .blueprint import pages, show


@pages.get("/verify/<number>")
def verify(number: str) -> Response:
    """What anybody may see of a certificate of hours or of stars, and whether it stands."""
    if star_certificates.is_number(number):
        return _stars(number)
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


def _stars(number: str) -> Response:
    found = star_certificates.verify(number)
    return show("verify_stars.html", certificate=found, published_on=spans.day(found["published_on"], language()))
