"""One person's records through the API: verified, merged with what the account then is, taken away, erased."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.portal.conftest import bearer, open_account, token_of


@pytest.fixture
def resident(served: Flask, community: str) -> Any:
    """What a resident sends along, who is no volunteer yet."""
    return bearer(token_of(served, open_account(served, f"r-{community}")))


def test_registered_by_oneself_verified_by_the_community(
    asked: Callable[..., Any], community: str, resident: Any
) -> None:
    made = asked("POST", "/volunteers", {"community": community, "name": "何平"}, 201, resident)
    listed = f"/volunteers?community={community}&verified="
    assert [one["name"] for one in asked("GET", f"{listed}false")["items"]] == ["何平"]
    asked("POST", f"/volunteers/{made['volunteer_id']}/verify", {}, 403, resident)
    assert asked("POST", f"/volunteers/{made['volunteer_id']}/verify", {})["verified"] is True
    assert asked("GET", f"{listed}false")["items"] == []
    assert [one["name"] for one in asked("GET", f"{listed}true")["items"]] == ["何平"]


def test_who_has_two_records_goes_on_with_the_kept_one(
    asked: Callable[..., Any], community: str, resident: Any
) -> None:
    kept = asked("POST", "/volunteers", {"community": community, "name": "何平"}, 201)["volunteer_id"]
    merged = asked("POST", "/volunteers", {"community": community, "name": "何萍"}, 201, resident)["volunteer_id"]
    said = {"merged": merged, "reason": "登记了两次"}
    asked("POST", f"/volunteers/{kept}/merge", said, 403, resident)
    assert asked("POST", f"/volunteers/{kept}/merge", said)["volunteer_id"] == kept
    me = asked("GET", "/me", headers=resident)
    assert (me["volunteer_id"], "volunteer" in me["roles"]) == (kept, True)
    assert asked("GET", f"/volunteers/{merged}")["merged_into"] == kept
    refused = asked("POST", f"/volunteers/{kept}/merge", said, 409)
    assert (refused["code"], refused["detail"]) == ("already_merged", "这条记录已经并入另一条记录。")
    asked("POST", f"/volunteers/{kept}/merge", {"merged": merged}, 422)


def test_data_is_taken_away_and_erased_by_oneself(asked: Callable[..., Any], community: str, resident: Any) -> None:
    said = {"community": community, "name": "何平", "phone": "13900002001", "skills": ["急救"]}
    who = asked("POST", "/volunteers", said, 201, resident)["volunteer_id"]
    data = asked("GET", f"/volunteers/{who}/data", headers=resident)
    assert (data["records"][0]["phone"], data["skills"][0]["skill"]) == ("13900002001", "first-aid")

    refused = asked("POST", f"/volunteers/{who}/erase", {"reason": "搬走了"}, 422, resident)
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [("confirmed", "required")]
    gone = asked("POST", f"/volunteers/{who}/erase", {"reason": "搬走了", "confirmed": True}, 200, resident)
    assert (gone["name"], gone["erased"]) == (None, True)
    me = asked("GET", "/me", headers=resident)
    assert (me["volunteer_id"], me["roles"]) == (None, ["resident"])
    [record] = asked("GET", f"/volunteers/{who}/data")["records"]
    assert (record["name"], record["phone"], record["person_id"]) == (None, None, None)
    again = asked("POST", f"/volunteers/{who}/erase", {"reason": "搬走了", "confirmed": True}, 409)
    assert again["code"] == "already_erased"
    assert asked("POST", "/volunteers", said, 201, resident)["volunteer_id"] != who
