"""Photos as they are kept: what is left of a file that was sent, and what is refused."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from chassis.transaction import new_id
from portal.photos import LARGEST_PHOTO, LONGEST_SIDE, THUMBNAIL_SIDE, WrongPhoto, prepared

from tests.bus import eventually
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

CAMERA = "A Camera of Somebody"
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photo_of(size: tuple[int, int] = (64, 48), kind: str = "JPEG", mode: str = "RGB", **how: Any) -> bytes:
    """A picture whose upper left quarter is red, the rest blue."""
    drawn = Image.new("RGB", size, "blue")
    drawn.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    file = io.BytesIO()
    drawn.convert(mode).save(file, kind, **how)
    return file.getvalue()


def exif(orientation: int = 1) -> bytes:
    told = Image.Exif()
    told[ORIENTATION], told[MAKE] = orientation, CAMERA
    told[GPS] = {1: "N", 2: (35.0, 54.0, 12.0), 3: "E", 4: (117.0, 46.0, 3.0)}
    return told.tobytes()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def refused(sent: bytes) -> str:
    with pytest.raises(WrongPhoto) as wrong:
        prepared(sent)
    return wrong.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_allowed_kind_becomes_a_jpeg_and_a_small_one(kind: str) -> None:
    made = prepared(photo_of((2000, 1500), kind))
    photo, small = opened(made.photo), opened(made.thumbnail)
    assert (photo.format, photo.size, photo.mode) == ("JPEG", (1600, 1200), "RGB")
    assert (made.width, made.height) == photo.size
    assert (small.format, small.size) == ("JPEG", (320, 240))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_stood_beside_the_picture_is_kept(kind: str) -> None:
    how: dict[str, Any] = {"exif": exif(), "icc_profile": b"a profile"}
    if kind == "PNG":
        how["pnginfo"] = PngInfo()
        how["pnginfo"].add_text("Author", CAMERA)
    if kind == "JPEG":
        how["comment"] = CAMERA
    sent = photo_of(kind=kind, **how)
    assert CAMERA.encode() in sent
    made = prepared(sent + CAMERA.encode())
    for kept in (made.photo, made.thumbnail):
        assert CAMERA.encode() not in kept and b"Exif" not in kept
        picture = opened(kept)
        assert dict(picture.getexif()) == {} and set(picture.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
        }


@pytest.mark.parametrize(
    "orientation, size, red",
    [
        (1, (64, 48), (8, 8)),
        (3, (64, 48), (56, 40)),
        (6, (48, 64), (40, 8)),
        (8, (48, 64), (8, 56)),
        (2, (64, 48), (56, 8)),
    ],
)
def test_it_is_turned_upright(orientation: int, size: tuple[int, int], red: tuple[int, int]) -> None:
    picture = opened(prepared(photo_of(exif=exif(orientation))).photo)
    assert picture.size == size
    r, g, b = picture.getpixel(red)  # type: ignore[misc]
    assert r > 200 and b < 60


@pytest.mark.parametrize("kind, mode", [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("JPEG", "CMYK")])
def test_every_kind_of_colour_is_drawn(kind: str, mode: str) -> None:
    assert opened(prepared(photo_of(kind=kind, mode=mode)).photo).mode == "RGB"


def test_what_is_transparent_lies_on_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(file, "PNG")
    assert opened(prepared(file.getvalue()).photo).getpixel((20, 20)) == (255, 255, 255)


def test_a_picture_full_of_detail_is_kept_small() -> None:
    file = io.BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(file, "PNG")
    assert len(file.getvalue()) > 2 * LARGEST_PHOTO
    assert len(prepared(file.getvalue()).photo) <= LARGEST_PHOTO


@given(st.integers(1, 3000), st.integers(1, 3000))
@settings(max_examples=15, deadline=None)
def test_it_is_never_larger_than_allowed_and_never_enlarged(width: int, height: int) -> None:
    made = prepared(photo_of((width, height)))
    assert max(made.width, made.height) == min(LONGEST_SIDE, max(width, height))
    assert max(opened(made.thumbnail).size) == min(THUMBNAIL_SIDE, max(width, height))


def test_the_content_decides_and_not_what_it_is_called() -> None:
    for kind in ("GIF", "BMP", "TIFF", "ICO"):
        assert refused(photo_of(kind=kind)) == "not_a_photo"
    for sent in (b"", b"\xff\xd8\xff", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        assert refused(sent) == "not_a_photo"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_breaks_off_is_refused_whole(kind: str, share: float) -> None:
    sent = photo_of((400, 300), kind)
    assert refused(sent[: int(len(sent) * share)]) == "not_a_photo"


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 10**6), st.binary(min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_drawn_anew_or_refused_and_nothing_else(kind: str, place: int, damage: bytes) -> None:
    sent = bytearray(photo_of((60, 40), kind))
    place %= len(sent)
    sent[place : place + len(damage)] = damage
    try:
        made = prepared(bytes(sent))
    except WrongPhoto as wrong:
        assert wrong.code in ("not_a_photo", "too_many_pixels")
    else:
        assert opened(made.photo).size == (made.width, made.height)


def bomb(width: int, height: int) -> bytes:
    """A PNG that says that it is this large, and is small."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(6000, 5000), (9_000, 9_000), (60_000, 60_000)])
def test_what_would_take_too_much_memory_is_not_unpacked(size: tuple[int, int]) -> None:
    assert refused(bomb(*size)) == "too_many_pixels"


# through the API


@pytest.fixture
def settled(served: Flask, community: str) -> str:
    """The community, once ticketing knows it."""
    report = {"community": community, "description": "水管漏水"}

    def known() -> bool:
        return served.test_client().post("/api/v1/needs", json=report, headers=ADMIN).status_code == 201

    eventually(known, what="ticketing to know the community")
    return community


@pytest.fixture
def zhou(served: Flask) -> dict[str, str]:
    return bearer(token_of(served, open_account(served, f"zhou-{new_id()[-8:]}")))


@pytest.fixture
def need(asked: Callable[..., Any], settled: str, zhou: dict[str, str]) -> str:
    made = asked("POST", "/needs", {"community": settled, "description": "楼道灯坏了"}, 201, zhou)
    return made["need_id"]


def send(served: Flask, need: str, sent: bytes, headers: dict[str, str], **form: Any) -> Any:
    data = {"photo": (io.BytesIO(sent), "../IMG 1.jpg"), **form}
    return served.test_client().post(f"/api/v1/needs/{need}/photos", data=data, headers=headers)


def test_a_photo_is_added_and_seen_by_those_concerned_only(
    served: Flask, asked: Callable[..., Any], need: str, settled: str, zhou: dict[str, str]
) -> None:
    answer = send(served, need, photo_of((2000, 1500), exif=exif(6)), zhou, moment="before")
    assert answer.status_code == 201, answer.text
    added = answer.json
    assert (added["moment"], added["width"], added["height"], added["mine"]) == ("before", 1200, 1600, True)
    worker = bearer(
        token_of(served, open_account(served, f"w-{new_id()[-8:]}", "community_worker", communities=[settled]))
    )
    stranger = bearer(token_of(served, open_account(served, f"s-{new_id()[-8:]}")))
    assert asked("GET", f"/needs/{need}", headers=worker)["photos"] == [{**added, "mine": False}]
    for path, size in ((f"/photos/{added['photo_id']}", 1600), (f"/photos/{added['photo_id']}/thumbnail", 320)):
        shown = served.test_client().get(f"/api/v1/needs/{need}{path}", headers=worker)
        assert (shown.status_code, shown.content_type) == (200, "image/jpeg")
        assert shown.headers["Cache-Control"] == "private, max-age=86400"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert max(opened(shown.data).size) == size and CAMERA.encode() not in shown.data
        asked("GET", f"/needs/{need}{path}", status=403, headers=stranger)
        asked("GET", f"/needs/{need}{path}", status=401, headers={})
    asked("POST", f"/needs/{need}/join", headers=stranger)
    asked("GET", f"/needs/{need}/photos/{added['photo_id']}", status=403, headers=stranger)
    assert asked("GET", f"/needs/{need}", headers=stranger)["photos"] == []
    asked("GET", f"/needs/{need}/photos/{new_id()}", status=404, headers=worker)
    assert send(served, need, photo_of(), stranger).status_code == 403


def test_sent_again_with_the_same_key_it_is_one_photo(
    served: Flask, asked: Callable[..., Any], need: str, zhou: dict[str, str]
) -> None:
    once = {**zhou, "Idempotency-Key": "photo-1"}
    first, again = send(served, need, photo_of(), once), send(served, need, photo_of(), once)
    assert first.json == again.json
    assert len(asked("GET", f"/needs/{need}", headers=zhou)["photos"]) == 1


def test_wrong_uploads_are_refused_in_words(served: Flask, need: str, zhou: dict[str, str]) -> None:
    def faults(answer: Any) -> list[tuple[str, str]]:
        assert answer.status_code == 422, answer.text
        return [(fault["field"], fault["message"]) for fault in answer.json["errors"]]

    assert faults(send(served, need, b"nothing of a photo", zhou)) == [
        ("photo", "这不是能打开的照片，请用 JPEG、PNG 或 WebP 格式。")
    ]
    assert faults(send(served, need, bomb(60_000, 60_000), zhou)) == [("photo", "照片的像素太多，请缩小后再传。")]
    assert faults(send(served, need, photo_of(), zhou, moment="during"))[0][0] == "moment"
    assert faults(send(served, need, photo_of(), zhou, moment="after")) == [
        ("moment", "还没有人承办，只能传办理前的照片。")
    ]
    assert faults(send(served, need, photo_of(), zhou, place="here")) == [("place", "不认识这一项，请去掉。")]
    path = f"/api/v1/needs/{need}/photos"
    empty = served.test_client().post(path, data={"moment": "before"}, headers=zhou, content_type="multipart/form-data")
    assert faults(empty) == [("photo", "请填写这一项。")]
    plain = served.test_client().post(path, json={"photo": "x"}, headers=zhou)
    assert (plain.status_code, plain.json["code"]) == (415, "not_multipart")
    large = send(served, need, bytes(10_000_001), zhou)
    assert (large.status_code, large.json["detail"]) == (413, "内容太大，最多 10000 千字节。")
