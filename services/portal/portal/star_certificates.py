"""Certificates of stars: of a year whose ratings are published, which nothing changes any more, and numbers by which
anybody can verify one. None is stored: the number says of whom and of which year, and nobody but the portal can make
one."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.access import require_worker
from chassis.refusals import Conflict, NotFound
from contracts import district

from . import boards, names
from .portal import portal

FINAL = "final"

_ID, _YEAR, _SIGNATURE = 16, 2, 7
"""Bytes: 56 bits of signature are enough against guessing, and the whole is written in 40 letters."""
_GROUP = 4
_MISREAD = str.maketrans("018", "OIB")
"""Digits that Base32 does not have, read for the letters they look like."""


def number_text(secret: str, volunteer_id: str, year: int) -> str:
    """The number of the certificate of a volunteer's stars of a year, in groups of four letters and digits."""
    about = UUID(volunteer_id).bytes + year.to_bytes(_YEAR)
    text = base64.b32encode(about + _signature(secret, about)).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read(secret: str, number: str) -> tuple[str, int] | None:
    """Whose stars of which year a number certifies, however it was typed; None where it is none of ours."""
    written = "".join(number.split()).replace("-", "").upper().translate(_MISREAD)
    try:
        made = base64.b32decode(written.encode())
    except ValueError:
        return None
    about, signature = made[: _ID + _YEAR], made[_ID + _YEAR :]
    if not hmac.compare_digest(signature, _signature(secret, about)):
        return None
    return str(UUID(bytes=about[:_ID])), int.from_bytes(about[_ID:])


def certificate(volunteer_id: str, year: str) -> dict[str, Any]:
    """The certificate with the name, for the volunteer and those who work in the community. Raises `NotFound`,
    `Forbidden`; `Conflict`: ``already_merged``, ``already_erased``, ``star_year_not_published``, ``no_star``."""
    person = portal().query("volunteer", "volunteer", {"volunteer_id": volunteer_id})
    actor = portal().actor()
    if actor.volunteer_id != volunteer_id:
        require_worker(actor, person["community"])
    if person["merged_into"] is not None:
        raise Conflict("already_merged", volunteer_id=volunteer_id, merged_into=person["merged_into"])
    if person["erased"]:
        raise Conflict("already_erased", volunteer_id=volunteer_id)
    rating = _rating(volunteer_id, year)
    if rating["standing"] != FINAL:
        raise Conflict("star_year_not_published", year=rating["year"])
    if not rating["stars"]:
        raise Conflict("no_star", year=rating["year"])
    number = number_text(portal().secret, volunteer_id, rating["year"])
    return {
        **_verified(number, rating, person["name"]),
        "volunteer_id": volunteer_id,
        "volunteer_number": person["number"],
        "name": person["name"],
    }


def verify(number: str) -> dict[str, Any]:
    """What anybody may see of a certificate. Raises `NotFound`."""
    found = read(portal().secret, number)
    if found is None:
        raise NotFound("star_certificate", number)
    volunteer_id, year = found
    rating = _rating(volunteer_id, str(year))
    if rating["standing"] != FINAL or not rating["stars"] or rating["community"] is None:
        raise NotFound("star_certificate", number)
    name = boards.volunteer_names([volunteer_id]).get(volunteer_id, "")
    return _verified(number_text(portal().secret, volunteer_id, year), rating, name)


def masked(name: str) -> str:
    """Only the first character of a name; of who was erased not even that."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def is_number(number: str) -> bool:
    """Whether a number is one of stars and not of hours, which is shorter."""
    return read(portal().secret, number) is not None


def _rating(volunteer_id: str, year: str) -> dict[str, Any]:
    return portal().query("scoring", "star_rating", {"volunteer_id": volunteer_id, "year": year})


def _verified(number: str, rating: dict[str, Any], name: str) -> dict[str, Any]:
    closed = portal().query("scoring", "star_year", {"year": str(rating["year"])})
    community = rating["community"]
    return {
        "number": number,
        "masked_name": masked(name),
        "community": community,
        "issuer": names.communities(community).get(community, community),
        "year": rating["year"],
        "stars": rating["stars"],
        "published_on": district.day_of(datetime.fromisoformat(closed["published_at"])).isoformat(),
    }


def _signature(secret: str, about: bytes) -> bytes:
    return hmac.new(secret.encode(), b"stars:" + about, hashlib.sha256).digest()[:_SIGNATURE]
