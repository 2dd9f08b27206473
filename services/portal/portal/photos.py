"""Photos as they are kept: upright, small enough to be sent over a telephone line, and without anything that the camera
wrote beside the picture, the place above all.

What is kept is always drawn anew, so nothing of the file that was sent is left in it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

MEDIA_TYPE = "image/jpeg"
LONGEST_SIDE = 1600
LARGEST_PHOTO = 500_000
"""In bytes; of the photo as it is kept. A picture full of noise may exceed it at the lowest quality."""
THUMBNAIL_SIDE = 320

MOST_PIXELS = {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""By the format that the file's content shows. Of a JPEG only as much is unpacked as is needed; the others are unpacked
whole, at four bytes a pixel."""

_QUALITIES = (85, 75, 65, 55, 45, 35, 25)
_THUMBNAIL_QUALITY = 75


class WrongPhoto(Exception):
    """What was sent cannot be kept as a photo. `code`: why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Photo:
    """Both pictures are JPEG; `width` and `height`: of the photo, in pixels."""

    photo: bytes
    thumbnail: bytes
    width: int
    height: int


def prepared(sent: bytes) -> Photo:
    """The photo as it is kept. Raises `WrongPhoto`: ``not_a_photo`` for what is no JPEG, PNG or WebP, or is damaged;
    ``too_many_pixels`` for what would take too much memory to unpack."""
    picture = _drawn(sent)
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Photo(_jpeg(picture, _QUALITIES), _jpeg(small, (_THUMBNAIL_QUALITY,)), picture.width, picture.height)


def _drawn(sent: bytes) -> Image.Image:
    """The first picture of the file on a white ground, upright, not larger than `LONGEST_SIDE`."""
    try:
        with Image.open(io.BytesIO(sent), formats=tuple(MOST_PIXELS)) as opened:
            if opened.width * opened.height > MOST_PIXELS[str(opened.format)]:
                raise WrongPhoto("too_many_pixels")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            return _on_white(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise WrongPhoto("too_many_pixels") from None
    except WrongPhoto:
        raise
    except Exception as error:
        # Whatever a decoder stumbles over in a damaged file.
        raise WrongPhoto("not_a_photo") from error


def _on_white(picture: Image.Image) -> Image.Image:
    coloured = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    coloured.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = Image.new("RGB", coloured.size, "white")
    drawn.paste(coloured, mask=coloured if coloured.mode == "RGBA" else None)
    return drawn


def _jpeg(picture: Image.Image, qualities: tuple[int, ...]) -> bytes:
    """At the first of the qualities at which it is not larger than `LARGEST_PHOTO`, or at the last."""
    written = b""
    for quality in qualities:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        written = file.getvalue()
        if len(written) <= LARGEST_PHOTO:
            break
    return written
