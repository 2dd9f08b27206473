"""Certificates of stars: of a published year, for whom they concern, and verified by anybody who has the number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from chassis.refusals import NotFound
from chassis.transaction import new_id
from portal import star_certificates
from portal.documents import star_certificates as documents

from tests.bus import eventually
from tests.portal.conftest import ADMIN, SECRET, bearer, open_account, token_of
from tests.portal.test_documents import text_of

WHO, OTHER = "01a00000-0000-7000-8000-000000000001", "01a00000-0000-7000-8000-000000000002"
YEAR = 2025
PDF = f"/api/v1/volunteers/{WHO}/stars/{YEAR}/certificate.pdf"
PERSON = {"volunteer_id": WHO, "number": "V-000042-T", "name": "何平", "community": "xiezhuang"}
RATING = {"volunteer_id": WHO, "community": "xiezhuang", "year": YEAR, "stars": 4, "standing": "final"}


@pytest.fixture
def app(served: Flask) -> Flask:
    """One portal for all tests here."""
    return served


@pytest.fixture
def known(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What the services answer about a volunteer of four stars in a published year; a test may change it."""
    answers: dict[str, dict[str, Any]] = {
        "volunteer": {**PERSON, "merged_into": None, "erased": False},
        "star_rating": RATING,
        "star_year": {"year": YEAR, "state": "published", "published_at": "2026-01-15T16:30:00.000000Z"},
        "places": {"items": [{"code": "xiezhuang", "name": "协庄社区"}]},
        "names": {"names": {WHO: "何平"}},
    }

    def call(service: str, method: str, request: dict[str, Any], *_: Any) -> dict[str, Any]:
        if method == "verify_certificate":
            raise NotFound("certificate", request["number"])
        return answers[method]

    monkeypatch.setattr(app.extensions["portal"].services, "call", call)
    return answers


def of(app: Flask, role: str, **about: Any) -> dict[str, str]:
    return bearer(token_of(app, open_account(app, f"{role}-{new_id()}", role, **about)))


def test_a_volunteer_takes_the_certificate_and_anybody_verifies_it(app: Flask, known: Any) -> None:
    web = app.test_client()
    taken = web.get(PDF, headers=of(app, "volunteer", volunteer_id=WHO))
    assert (taken.status_code, taken.headers["Content-Type"]) == (200, documents.MEDIA_TYPE)
    assert "V-000042-T-2025.pdf" in taken.headers["Content-Disposition"]
    said = "".join(text_of(taken.data).split())
    number = star_certificates.number_text(SECRET, WHO, YEAR)
    # Published after midnight in the district, which in UTC is the day before.
    for words in (
        "志愿者星级证书",
        "何平",
        "V-000042-T",
        "2025年度",
        "四星级志愿者",
        "协庄社区",
        "2026年1月16日",
        number,
    ):
        assert words in said
    assert f"/verify/{number}" in said

    found = web.get(f"/api/v1/star-certificates/{number}").json
    assert found == {
        "number": number,
        "masked_name": "何*",
        "community": "xiezhuang",
        "issuer": "协庄社区",
        "year": YEAR,
        "stars": 4,
        "published_on": "2026-01-16",
    }
    page = web.get(f"/verify/{number.lower()}")
    assert page.status_code == 200
    assert "这份证书属实" in page.text and "4 星" in page.text and "何*" in page.text
    assert "何平" not in page.text


@pytest.mark.parametrize(
    ("role", "about", "status"),
    [
        ("community_worker", {"communities": ["xiezhuang"]}, 200),
        ("community_worker", {"communities": ["elsewhere"]}, 403),
        ("volunteer", {"volunteer_id": OTHER}, 403),
        ("volunteer", {}, 403),
        ("resident", {"communities": ["xiezhuang"]}, 403),
        ("officer", {"organisation": "water"}, 403),
    ],
)
def test_it_is_for_the_volunteer_and_those_who_work_in_the_community(
    app: Flask, known: Any, role: str, about: dict[str, Any], status: int
) -> None:
    assert app.test_client().get(PDF, headers=of(app, role, **about)).status_code == status
    assert app.test_client().get(PDF, headers=ADMIN).status_code == 200
    assert app.test_client().get(PDF).status_code == 401


@pytest.mark.parametrize(
    ("call", "change", "code"),
    [
        ("star_rating", {"standing": "provisional"}, "star_year_not_published"),
        ("star_rating", {"standing": "public"}, "star_year_not_published"),
        ("star_rating", {"stars": None}, "no_star"),
        ("star_rating", {"stars": 0}, "no_star"),
        ("volunteer", {"merged_into": OTHER}, "already_merged"),
        ("volunteer", {"erased": True, "name": None}, "already_erased"),
    ],
)
def test_without_a_published_star_there_is_no_certificate(
    app: Flask, known: dict[str, Any], call: str, change: dict[str, Any], code: str
) -> None:
    known[call] = {**known[call], **change}
    refused = app.test_client().get(PDF, headers=ADMIN)
    assert (refused.status_code, refused.json["code"]) == (409, code)
    if call == "star_rating":
        assert str(YEAR) in refused.json["detail"]
        number = star_certificates.number_text(SECRET, WHO, YEAR)
        assert app.test_client().get(f"/api/v1/star-certificates/{number}").status_code == 404


def test_of_who_was_erased_since_not_even_the_first_letter_is_shown(app: Flask, known: dict[str, Any]) -> None:
    known["names"] = {"names": {}}
    number = star_certificates.number_text(SECRET, WHO, YEAR)
    assert app.test_client().get(f"/api/v1/star-certificates/{number}").json["masked_name"] == "*"


@pytest.mark.parametrize("number", ["7K3M-Q9TX-2BCD", "A" * 40, "何", "-" * 40, "A" * 8])
def test_a_number_that_the_portal_did_not_make_verifies_nothing(app: Flask, known: Any, number: str) -> None:
    web = app.test_client()
    assert web.get(f"/api/v1/star-certificates/{number}").status_code == 404
    assert web.get(f"/verify/{number}").status_code == 404


@given(st.uuids(), st.integers(2000, 2999), st.integers(0, 39), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_number_says_of_whom_and_when_however_it_is_typed_and_bears_no_change(
    who: Any, year: int, place: int, letter: str
) -> None:
    number = star_certificates.number_text(SECRET, str(who), year)
    for typed in (number, number.lower(), number.replace("-", " "), number.replace("O", "0").replace("I", "1")):
        assert star_certificates.read(SECRET, typed) == (str(who), year)
    assert star_certificates.read("another secret", number) is None
    plain = number.replace("-", "")
    changed = plain[:place] + letter + plain[place + 1 :]
    assert (star_certificates.read(SECRET, changed) is None) is (changed != plain)


@pytest.mark.parametrize(
    ("stars", "language", "said"),
    [(1, "zh", "一星级志愿者"), (5, "zh", "五星级志愿者"), (1, "en", "1star"), (5, "en", "5stars")],
)
def test_stars_are_said_in_the_reader_s_language(stars: int, language: str, said: str) -> None:
    certificate = {"volunteer_number": "V-1", "name": "何<平>&", "issuer": "协庄社区", "year": YEAR, "stars": stars}
    certificate |= {"number": "AAAA", "published_on": "2026-01-16"}
    text = "".join(text_of(documents.pdf(certificate, "https://linli.example/verify/AAAA", language)).split())
    assert said in text and "★" * stars in text and "★" * (stars + 1) not in text and "何<平>&" in text


def test_the_year_under_way_is_not_published_yet(served: Flask, community: str, asked: Callable[..., Any]) -> None:
    who = asked("POST", "/volunteers", {"community": community, "name": "何平"}, 201)["volunteer_id"]
    english = {**bearer(token_of(served, open_account(served, f"w-{who}", "volunteer", volunteer_id=who)))}
    english["Accept-Language"] = "en"
    path = f"/api/v1/volunteers/{who}/stars/{YEAR}/certificate.pdf"
    web = served.test_client()
    refused = eventually(lambda: _conflict(web.get(path, headers=english)), what="scoring to know the volunteer")
    assert refused["detail"] == "The stars of 2025 are not published yet; there are certificates once they are."
    wrong = web.get(path.replace("2025", "soon"), headers=english)
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "year")


def _conflict(answer: Any) -> Any:
    return answer.json if answer.status_code == 409 else None
