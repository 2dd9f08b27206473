"""Photos of needs: added as a form with a file, read as pictures."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response, jsonify, request

from chassis.refusals import Invalid
from contracts import vocabulary
from contracts.requests import photos as ask

from .. import photos as pictures
from ..asker import command_id
from ..portal import portal
from ..problems import BadRequest
from .blueprint import Blueprint

photos = Blueprint("photos", __name__, url_prefix="/api/v1", description="Photos of needs.")

_FILE = {"type": "string", "format": "binary"}
_FIELDS = {"photo": _FILE, "moment": {"type": "string", "enum": list(vocabulary.PHOTO_MOMENTS)}}
_FORM = {
    "type": "object",
    "properties": _FIELDS,
    "required": ["photo"],
    "additionalProperties": False,
}
_KEPT_FOR = "private, max-age=86400"
"""A photo never changes; by whoever may see it, it is kept for a day."""


@photos.route("/needs/<id:need_id>/photos", methods=["POST"])
@photos.doc(requestBody={"required": True, "content": {"multipart/form-data": {"schema": _FORM}}})
@photos.response(201, ask.Photo)
def add_photo(need_id: str) -> Response:
    """Add a photo of a need: as whoever reported or serves it, or as a worker. JPEG, PNG or WebP, at most 10 MB."""
    sent, key = _sent(), command_id()
    try:
        photo = pictures.prepared(sent.pop("photo"))
    except pictures.WrongPhoto as wrong:
        raise Invalid({"photo": [wrong.code]}) from None
    asked = {
        **sent,
        "need_id": need_id,
        "photo": base64.b64encode(photo.photo).decode(),
        "thumbnail": base64.b64encode(photo.thumbnail).decode(),
        "width": photo.width,
        "height": photo.height,
    }
    answered = jsonify(portal().command("ticketing", "add_photo", asked, key))
    answered.status_code = 201
    return answered


@photos.route("/needs/<id:need_id>/photos/<id:photo_id>")
@photos.response(200, _FILE, content_type=pictures.MEDIA_TYPE)
def photo(need_id: str, photo_id: str) -> Response:
    """See a photo: whoever sees the need in full."""
    return _picture("photo", need_id, photo_id)


@photos.route("/needs/<id:need_id>/photos/<id:photo_id>/thumbnail")
@photos.response(200, _FILE, content_type=pictures.MEDIA_TYPE)
def thumbnail(need_id: str, photo_id: str) -> Response:
    """See a photo in small."""
    return _picture("thumbnail", need_id, photo_id)


def _picture(size: str, need_id: str, photo_id: str) -> Response:
    asked = {"need_id": need_id, "photo_id": photo_id, "size": size}
    found = portal().query("ticketing", "photo", asked)
    answer = Response(base64.b64decode(found["content"]), content_type=pictures.MEDIA_TYPE)
    answer.headers["Cache-Control"] = _KEPT_FOR
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = f'inline; filename="{photo_id}.jpg"'
    return answer


def _sent() -> dict[str, Any]:
    """The fields of the form, with the file's content as `photo`. Raises `BadRequest` and `Invalid`."""
    if request.mimetype != "multipart/form-data":
        raise BadRequest("not_multipart", 415)
    given = {*request.form, *request.files}
    faults = {name: ["unknown_field"] for name in sorted(given - set(_FIELDS))}
    if "photo" not in request.files:
        faults["photo"] = ["required"]
    if faults:
        raise Invalid(faults)
    return {**request.form.to_dict(), "photo": request.files["photo"].read()}
