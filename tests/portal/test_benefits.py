"""Points and benefit packages through the portal: what is earned, redeemed with a code shown once, and taken by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from chassis.transaction import new_id
from contracts import district
from contracts.events import PlaceRegistered, ServiceCompleted, VolunteerRegistered
from portal.benefit_codes import code_text, plain

from tests.bus import Bus, eventually
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

Asked = Callable[..., Any]


@pytest.fixture
def here(all_services: str, served: Flask) -> tuple[str, str]:
    """A community that scoring knows, and a volunteer there who has served two hours."""
    community, volunteer_id = f"c-{new_id()[-8:]}", new_id()
    place = PlaceRegistered(community=community, sequence=1, place=community, kind="community", name="东社区")
    known = VolunteerRegistered(
        community=community, sequence=1, volunteer_id=volunteer_id, group=None, skills=[], party_member=False
    )
    service = ServiceCompleted(
        community=community,
        sequence=1,
        service_id=new_id(),
        need_id=new_id(),
        kind="convenience",
        provider_kind="volunteer",
        provider=volunteer_id,
        minutes=120,
        completed_at=datetime.now(UTC),
        round=1,
    )
    bus = Bus(all_services)
    try:
        bus.publish(place, known, service)
    finally:
        bus.close()
    web, path = served.test_client(), f"/api/v1/communities/{community}/points"
    eventually(lambda: web.get(path, headers=ADMIN).json.get("balance") == 2)
    return community, volunteer_id


def signed_in(app: Flask, role: str, **about: Any) -> dict[str, str]:
    return bearer(token_of(app, open_account(app, f"p-{new_id()}", role, **about)))


def package(**changes: Any) -> dict[str, Any]:
    today = district.day_of(datetime.now(UTC))
    days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=30)).isoformat()}
    return {"title": "理发一次", "description": "凭码到小区理发室", "points": 2, "stock": 3, **days, **changes}


def test_a_volunteer_redeems_and_the_counter_takes_the_code_however_it_is_typed(
    served: Flask, asked: Asked, here: tuple[str, str]
) -> None:
    community, volunteer_id = here
    worker = signed_in(served, "community_worker", communities=[community])
    who = signed_in(served, "volunteer", volunteer_id=volunteer_id)
    benefit = asked("POST", f"/communities/{community}/benefits", package(), 201, worker)
    (offered,) = asked("GET", f"/communities/{community}/benefits?offered=true", headers=who)["items"]
    assert (offered["benefit_id"], offered["state"], offered["remaining"]) == (benefit["benefit_id"], "on_offer", 3)

    once = {**who, "Idempotency-Key": "lost-answer"}
    path = f"/benefits/{benefit['benefit_id']}/redeem"
    redeemed, again = (asked("POST", path, {}, 201, once) for _ in range(2))
    assert redeemed == again
    shown = asked("GET", f"/volunteers/{volunteer_id}/redemptions", headers=who)
    assert redeemed["code"] not in str(shown)
    assert shown["items"][0]["state"] == "redeemed"
    assert asked("GET", f"/volunteers/{volunteer_id}/points", headers=who)["balance"] == 0
    poor = asked("POST", path, {}, 409, who)
    assert (poor["code"], poor["detail"]) == ("not_enough_points", "积分不够：需要 2 分，现有 0 分。")

    typed = {"code": f" {redeemed['code'].lower().replace('-', ' ')} "}
    assert asked("POST", "/redemptions/honour", typed, headers=worker)["state"] == "honoured"
    assert asked("POST", "/redemptions/honour", typed, 409, worker)["code"] == "benefit_taken"
    (taken,) = asked("GET", f"/volunteers/{volunteer_id}/redemptions", headers=worker)["items"]
    when = datetime.fromisoformat(taken["ended_at"]).astimezone(district.TIME)
    told = asked("POST", "/redemptions/honour", typed, 409, worker)["detail"]
    assert told == f"这个兑换码已经用过（{when.year}年{when.month}月{when.day}日 {when:%H:%M}）。"
    said = asked("GET", f"/volunteers/{volunteer_id}/points/postings", headers=worker)["items"]
    assert [item["kind"] for item in said] == ["spent", "earned"]


def test_a_code_that_nobody_has_is_refused_in_words(served: Flask, asked: Asked, here: tuple[str, str]) -> None:
    worker = signed_in(served, "community_worker", communities=[here[0]])
    english = {**worker, "Accept-Language": "en"}
    refused = asked("POST", "/redemptions/honour", {"code": "ABCD-EFGH-IJKL-MNOP"}, 403, english)
    assert (refused["code"], refused["detail"]) == ("benefit_code_unknown", "There is no such code; please check.")
    assert asked("POST", "/redemptions/honour", {}, 422, worker)["errors"][0]["field"] == "code"


def test_other_peoples_points_stay_theirs(served: Flask, asked: Asked, here: tuple[str, str]) -> None:
    stranger = signed_in(served, "volunteer", volunteer_id=new_id())
    for path in ("points", "points/postings", "redemptions"):
        assert asked("GET", f"/volunteers/{here[1]}/{path}", None, 403, stranger)["code"] == "not_your_points"
    elsewhere = signed_in(served, "community_worker", communities=["elsewhere"])
    assert asked("GET", f"/communities/{here[0]}/points", None, 403, elsewhere)["code"] == "not_your_community"
    assert asked("GET", "/points/check", None, 403, elsewhere)["code"] == "role_required"
    assert asked("GET", "/points/check")["total"] == 0


def test_codes_differ_by_secret_command_and_package_and_are_read_as_people_type_them() -> None:
    told = [("secret", "command", "package"), ("other", "command", "package"), ("secret", "other", "package")]
    codes = {code_text(*parts) for parts in (*told, ("secret", "command", "other"))}
    assert len(codes) == 4
    assert {len(plain(code)) for code in codes} == {16}
    code = code_text("secret", "command", "package")
    assert plain(f" {code.lower()}\n") == plain(code) == code.replace("-", "")
