"""Certificates, which anybody can verify, and records to take away."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from contracts.requests import certificates as ask
from contracts.requests.hours import ServiceRecordQuery

from ..asker import language
from ..documents import certificates, records
from ..portal import portal
from .blueprint import Blueprint, body_of

documents = Blueprint(
    "documents", __name__, url_prefix="/api/v1", description="Certificates, and records to take away."
)

_FILE = {"type": "string", "format": "binary"}

documents.command(
    "/volunteers/<id:volunteer_id>/certificates",
    "volunteer",
    "issue_certificate",
    ask.IssueCertificate,
    ask.Certificate,
    path=("volunteer_id",),
    status=201,
    summary="Certify what a volunteer has done on certain days.",
)
documents.query(
    "/certificates/<number>",
    "volunteer",
    "verify_certificate",
    ask.CertificateQuery,
    ask.VerifiedCertificate,
    path=("number",),
    summary="Verify a certificate by its number; the name is masked.",
)


@documents.route("/certificates/<number>/certificate.pdf")
@documents.response(200, _FILE, content_type=certificates.MEDIA_TYPE)
def certificate_pdf(number: str) -> Response:
    """Take a certificate to print: one's own, or as a worker of the community."""
    certificate = portal().query("volunteer", "certificate", {"number": number})
    url = url_for("pages.verify", number=certificate["number"], _external=True)
    made = certificates.pdf(certificate, url, language())
    return _file(made, certificates.MEDIA_TYPE, f"{certificate['number']}.pdf")


@documents.route("/volunteers/<id:volunteer_id>/record.xlsx")
@documents.arguments(body_of(ServiceRecordQuery, "volunteer_id"), location="query")
@documents.response(200, _FILE, content_type=records.MEDIA_TYPE)
def record_xlsx(_asked: dict[str, Any], volunteer_id: str) -> Response:
    """Take a volunteer's service record as a spreadsheet, by default of this year."""
    asked = {**request.args.to_dict(), "volunteer_id": volunteer_id}
    record = portal().query("volunteer", "service_record", asked)
    made = records.xlsx(record, language())
    return _file(made, records.MEDIA_TYPE, f"{record['number']}-{record['first']}-{record['last']}.xlsx")


def _file(made: bytes, media_type: str, name: str) -> Response:
    answer = Response(made, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
