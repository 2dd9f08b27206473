"""What may be asked about service certificates: issued with a number, by which anybody can verify them."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request


class IssueCertificate(Request):
    """Certify what a volunteer has done on the days from `first` to `last`, both counted."""

    volunteer_id = fields.Id(required=True)
    first = fields.Day(required=True)
    last = fields.Day(required=True)


class CertificateQuery(Request):
    """A certificate by its number, written with or without hyphens, in capitals or not."""

    number = fields.Text(40, required=True)


class KindOfService(Answer):
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    attendances = fields.Whole(1, 10**6)
    minutes = fields.Whole(0, 10**9)


class VerifiedCertificate(Answer):
    """What anybody may see of a certificate. `masked_name`: only the first character stands; `issuer`: the
    community's name; `stands`: the record still says at least as much as when it was issued."""

    number = fields.Text(40)
    masked_name = fields.Text(100)
    community = fields.Code()
    issuer = fields.Text(100)
    first = fields.Day()
    last = fields.Day()
    credit_minutes = fields.Whole(0, 10**9)
    honour_minutes = fields.Whole(0, 10**9)
    kinds = fields.ListOf(fields.Nest(KindOfService), 8)
    issued_on = fields.Day()
    stands = fields.Flag()


class Certificate(VerifiedCertificate):
    """A certificate as the volunteer and the community see it."""

    volunteer_id = fields.Id()
    volunteer_number = fields.Text(30)
    name = fields.Text(100)
