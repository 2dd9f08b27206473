"""Certificates of stars to print, which anybody can verify."""

from __future__ import annotations

from flask import Response, jsonify, url_for

from contracts import fields
from contracts.requests import Answer

from .. import star_certificates as certified
from ..asker import language
from ..documents import star_certificates as documents
from .blueprint import Blueprint

star_certificates = Blueprint(
    "star_certificates", __name__, url_prefix="/api/v1", description="Certificates of stars, which anybody can verify."
)

_FILE = {"type": "string", "format": "binary"}


class VerifiedStarCertificate(Answer):
    """What anybody may see of a certificate of stars. `masked_name`: only the first character stands; `issuer`: the
    community's name; `published_on`: the day from which the ratings of the year are final."""

    number = fields.Text(60)
    masked_name = fields.Text(100)
    community = fields.Code()
    issuer = fields.Text(100)
    year = fields.Whole(2000, 2999)
    stars = fields.Whole(1, 5)
    published_on = fields.Day()


@star_certificates.route("/volunteers/<id:volunteer_id>/stars/<code:year>/certificate.pdf")
@star_certificates.alt_response(409, "CONFLICT")
@star_certificates.response(200, _FILE, content_type=documents.MEDIA_TYPE)
def star_certificate_pdf(volunteer_id: str, year: str) -> Response:
    """Take the certificate of the stars of a published year: one's own, or as a worker of the community."""
    certificate = certified.certificate(volunteer_id, year)
    url = url_for("pages.verify", number=certificate["number"], _external=True)
    answer = Response(documents.pdf(certificate, url, language()), content_type=documents.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{certificate["volunteer_number"]}-{certificate["year"]}.pdf"'
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@star_certificates.route("/star-certificates/<number>")
@star_certificates.response(200, VerifiedStarCertificate)
def verify_star_certificate(number: str) -> Response:
    """Verify a certificate of stars by its number; the name is masked."""
    return jsonify(certified.verify(number))
