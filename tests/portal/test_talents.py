"""The talent pool through the API: described, found, and proposed for what is to be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.portal.conftest import bearer, open_account, token_of

NOTHING: dict[str, Any] = {"languages": [], "availability": [], "wishes": [], "credentials": []}
CLINIC = {
    "starts_at": "2030-11-25T09:00:00+08:00",
    "ends_at": "2030-11-25T11:00:00+08:00",
    "kind": "health_care",
    "people": 2,
    "skills": ["急救"],
}


@pytest.fixture
def nurse(asked: Callable[..., Any], community: str) -> str:
    """The id of a volunteer who knows first aid."""
    said = {"community": community, "name": "何平", "skills": ["急救"]}
    return asked("POST", "/volunteers", said, 201)["volunteer_id"]


def test_a_volunteer_is_described_found_and_proposed(
    served: Flask, asked: Callable[..., Any], community: str, nurse: str
) -> None:
    account = open_account(served, f"v-{nurse[-8:]}", "resident", "volunteer", volunteer_id=nurse)
    own = bearer(token_of(served, account))
    said = {**NOTHING, "languages": ["四川话"], "credentials": [{"skill": "急救", "evidence": "救护员证"}]}
    asked("POST", f"/volunteers/{nurse}/description", said, headers=own)
    [credential] = asked("GET", f"/volunteers/{nurse}/description", headers=own)["credentials"]
    assert credential == {
        "skill": "first-aid",
        "evidence": "救护员证",
        "valid_until": None,
        "valid": True,
        "activity_id": None,
    }

    pool = f"/communities/{community}/talents"
    [found] = asked("GET", f"{pool}?skill=急救&language=四川话&valid_on=2030-11-25")["items"]
    assert (found["volunteer_id"], found["name"]) == (nurse, "何平")
    assert asked("GET", f"{pool}?free_from=2030-11-25T09:00:00Z")["items"] == []

    [clinic] = asked("POST", f"/communities/{community}/proposals", {"jobs": [CLINIC]})["jobs"]
    [proposed] = clinic["volunteers"]
    assert (proposed["volunteer_id"], proposed["skills"]) == (
        nurse,
        [{"skill": "first-aid", "ground": "credential_valid"}],
    )
    assert clinic["unfilled"]["places"] == 1
    asked("POST", f"/communities/{community}/proposals", {"jobs": [CLINIC]}, 403, own)
    asked("GET", pool, None, 403, own)


def test_what_is_wrong_is_said_in_words(asked: Callable[..., Any], community: str, nurse: str) -> None:
    said = {**NOTHING, "credentials": [{"skill": "书法", "evidence": "证书"}]}
    refused = asked("POST", f"/volunteers/{nurse}/description", said, 422)
    assert refused["errors"] == [
        {"field": "credentials.0.skill", "code": "not_a_skill", "message": "这位志愿者没有登记这项特长。"}
    ]
    late = {**CLINIC, "starts_at": "2020-11-25T09:00:00Z", "ends_at": "2020-11-25T10:00:00Z"}
    refused = asked("POST", f"/communities/{community}/proposals", {"jobs": [CLINIC, late]}, 422)
    assert [(fault["field"], fault["message"]) for fault in refused["errors"]] == [
        ("jobs.1.ends_at", "这个时间已经过去了。")
    ]
    assert asked("POST", f"/communities/{community}/proposals", None, 422)["errors"][0]["code"] == "required"
