"""Households over the API: recorded by a worker, read by who lives there, refused in words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from chassis.transaction import new_id

from tests.bus import Bus, eventually
from tests.portal.conftest import bearer, open_account, token_of
from tests.scoring.facts import completed, rated


@pytest.fixture
def worker(served: Flask, community: str) -> Any:
    name = open_account(served, f"w-{community}", "community_worker", communities=[community])
    return bearer(token_of(served, name))


@pytest.fixture
def ids(asked: Callable[..., Any], community: str) -> list[str]:
    """Three volunteers."""
    rows = [{"community": community, "name": f"志愿者{number}"} for number in (1, 2, 3)]
    return [asked("POST", "/volunteers", row, 201)["volunteer_id"] for row in rows]


def test_a_worker_records_changes_and_ends_it_and_who_lives_there_reads_it(
    served: Flask, asked: Callable[..., Any], community: str, worker: Any, ids: list[str]
) -> None:
    one, other, third = ids
    own = bearer(token_of(served, open_account(served, f"v-{community}", "volunteer", volunteer_id=one)))
    person = asked("GET", "/me", headers=own)["person_id"]
    living = {"volunteers": [other], "persons": [person]}
    made = asked("POST", f"/communities/{community}/households", living, 201, worker)
    assert (made["community"], made["sequence"]) == (community, 1)
    said = {"volunteers": [one, other], "persons": []}
    changed = asked("POST", f"/households/{made['household_id']}/change", said, 200, worker)
    assert (changed["volunteers"], changed["persons"], changed["sequence"]) == (sorted([one, other]), [], 2)
    assert asked("GET", f"/volunteers/{one}/household", headers=own) == {"household": changed}
    assert asked("GET", f"/volunteers/{third}/household", headers=worker) == {"household": None}
    asked("GET", f"/volunteers/{other}/household", None, 403, own)
    asked("POST", f"/households/{made['household_id']}/change", {"volunteers": []}, 422, worker)
    nobody: dict[str, Any] = {"volunteers": [], "persons": []}
    asked("POST", f"/households/{made['household_id']}/change", nobody, 200, worker)
    refused = asked("POST", f"/households/{made['household_id']}/change", said, 409, worker)
    assert (refused["code"], refused["detail"]) == ("household_ended", "这一户的记录已经结束，请重新登记。")


def test_each_wrong_member_is_named_in_words(
    asked: Callable[..., Any], community: str, worker: Any, ids: list[str]
) -> None:
    one, other, third = ids
    path = f"/communities/{community}/households"
    asked("POST", path, {"volunteers": [one, other]}, 201, worker)

    def faults(volunteers: list[str], language: str = "zh") -> list[tuple[str, str, str]]:
        headers = {**worker, "Accept-Language": language}
        refused = asked("POST", path, {"volunteers": volunteers}, 422, headers)
        return [(one["field"], one["code"], one["message"]) for one in refused["errors"]]

    assert faults([third, one]) == [("volunteers.1", "in_another_household", "这个人已经登记在另一户。")]
    assert faults([third], "en") == [("volunteers", "too_few_members", "A household takes at least 2 members.")]
    assert faults([third, new_id()], "en") == [("volunteers.1", "unknown", "There is no such one; please check.")]


def test_only_workers_of_the_community_record(
    served: Flask, asked: Callable[..., Any], community: str, ids: list[str]
) -> None:
    living = {"volunteers": ids[:2]}
    strangers = [
        open_account(served, f"o-{community}", "community_worker", communities=["elsewhere"]),
        open_account(served, f"r-{community}", "resident", "volunteer", volunteer_id=ids[0]),
    ]
    for name in strangers:
        headers = bearer(token_of(served, name))
        asked("POST", f"/communities/{community}/households", living, 403, headers)


def test_a_rating_from_the_own_household_is_shown_to_whoever_decides(
    all_services: str, asked: Callable[..., Any], community: str, worker: Any, ids: list[str]
) -> None:
    done = completed(ids[0], community=community, at=datetime.now(UTC))
    son = new_id()
    asked("POST", f"/communities/{community}/households", {"volunteers": ids[:1], "persons": [son]}, 201, worker)
    with closing(Bus(all_services)) as bus:
        bus.publish(done, rated(done, 5, rated_by=son))
        path = f"/communities/{community}/rating-doubts?state=open"
        (doubt,) = eventually(lambda: asked("GET", path, headers=worker)["items"], what="the doubt")
    assert (doubt["service_id"], doubt["volunteer_id"], doubt["doubts"]) == (
        done.service_id,
        ids[0],
        ["same_household"],
    )
    rating = asked("GET", f"/volunteers/{ids[0]}/rating", headers=worker)
    assert (rating["services"], rating["ratings"], rating["rating_stars"]) == (1, 0, 0)
    decided = {"counts": True, "because": "当面问过"}
    asked("POST", f"/rating-doubts/{doubt['doubt_id']}/decide", decided, 200, worker)
    assert asked("GET", f"/volunteers/{ids[0]}/rating", headers=worker)["rating_stars"] == 5
