"""What may be asked of the ticketing service about photos of needs."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request

MOST_PHOTOS = 6
LARGEST_PHOTO = 1_500_000
LARGEST_THUMBNAIL = 150_000
LONGEST_SIDE = 1600


class AddPhoto(Request):
    """Add a photo to a need, already made fit to be kept: both pictures are JPEG, upright and without metadata.
    `moment`: whether it shows the matter before or after it was served."""

    need_id = fields.Id(required=True)
    moment = fields.OneOf(vocabulary.PHOTO_MOMENTS, load_default="before")
    photo = fields.Octets(LARGEST_PHOTO, required=True)
    thumbnail = fields.Octets(LARGEST_THUMBNAIL, required=True)
    width = fields.Whole(1, LONGEST_SIDE, required=True)
    height = fields.Whole(1, LONGEST_SIDE, required=True)


class PhotoQuery(Request):
    """The picture itself, in the `size` asked for."""

    need_id = fields.Id(required=True)
    photo_id = fields.Id(required=True)
    size = fields.OneOf(("photo", "thumbnail"), required=True)


class Photo(Answer):
    """A photo of a need, without the picture. `width`, `height`: in pixels; `mine`: added by the asker."""

    photo_id = fields.Id()
    moment = fields.OneOf(vocabulary.PHOTO_MOMENTS)
    width = fields.Whole(1, LONGEST_SIDE)
    height = fields.Whole(1, LONGEST_SIDE)
    added_at = fields.Moment()
    mine = fields.Flag()


class PhotoContent(Answer):
    """A JPEG picture."""

    photo_id = fields.Id()
    content = fields.Octets(LARGEST_PHOTO)
