"""Photos of needs: who adds them, how many, and who sees them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.ticketing.clocked import Clocked

PHOTO, SMALL = b"\xff\xd8\xff photo", b"\xff\xd8\xff small"


def add(here: Clocked, need: dict[str, Any], actor: Actor | None = None, **asked: Any) -> dict[str, Any]:
    command_id = asked.pop("command_id", None)
    pictures = {"photo": base64.b64encode(PHOTO).decode(), "thumbnail": base64.b64encode(SMALL).decode()}
    asked = {"need_id": need["need_id"], **pictures, "width": 1600, "height": 1200, **asked}
    return here.rpc("ticketing", "add_photo", asked, actor=actor or here.zhou, command_id=command_id)


def content(here: Clocked, need: dict[str, Any], photo: dict[str, Any], actor: Actor, size: str = "photo") -> bytes:
    asked = {"need_id": need["need_id"], "photo_id": photo["photo_id"], "size": size}
    return base64.b64decode(here.rpc("ticketing", "photo", asked, actor=actor)["content"])


def test_a_photo_is_listed_with_the_need_and_read_by_itself(clocked: Clocked) -> None:
    need = clocked.report()
    photo = add(clocked, need)
    assert (photo["moment"], photo["width"], photo["height"], photo["mine"]) == ("before", 1600, 1200, True)
    assert clocked.see(need, clocked.zhou)["photos"] == [photo]
    assert clocked.see(need, clocked.worker)["photos"] == [{**photo, "mine": False}]
    assert clocked.needs(clocked.worker)[0]["photos"] == [{**photo, "mine": False}]
    assert content(clocked, need, photo, clocked.worker) == PHOTO
    assert content(clocked, need, photo, clocked.worker, "thumbnail") == SMALL


def test_nothing_of_a_photo_is_told_in_events(clocked: Clocked) -> None:
    need = clocked.report()
    told = clocked.told()
    add(clocked, need)
    assert clocked.told() == told


def test_who_serves_shows_what_it_looks_like_afterwards(clocked: Clocked) -> None:
    need = clocked.offered()
    with pytest.raises(Invalid) as refused:
        add(clocked, need, clocked.worker, moment="after")
    assert refused.value.fields == {"moment": ["nobody_serves"]}
    clocked.do("claim", need, clocked.lin)
    assert add(clocked, need, clocked.lin, moment="after")["moment"] == "after"
    clocked.do("complete", need, clocked.lin)
    assert add(clocked, need, moment="after")["moment"] == "after"
    assert [one["mine"] for one in clocked.see(need, clocked.lin)["photos"]] == [True, False]


def test_strangers_followers_and_those_who_may_only_claim_it_neither_add_nor_see(clocked: Clocked) -> None:
    need = clocked.offered()
    photo = add(clocked, need)
    follower = actors.actor()
    clocked.rpc("ticketing", "join_need", {"need_id": need["need_id"]}, actor=follower)
    for person, code in (
        (actors.actor(), "not_your_need"),
        (actors.worker(clocked.elsewhere), "not_your_need"),
        (follower, "not_your_step"),
        (clocked.lin, "not_your_step"),
    ):
        with pytest.raises(Forbidden) as refused:
            add(clocked, need, person)
        assert refused.value.code == code
        with pytest.raises(Forbidden) as refused:
            content(clocked, need, photo, person)
        assert refused.value.code == "not_your_need"
    for person in (follower, clocked.lin):
        assert clocked.see(need, person)["photos"] == []


def test_a_need_has_six_at_most_and_none_more_once_it_has_ended_unserved(clocked: Clocked) -> None:
    need = clocked.report()
    for _ in range(6):
        add(clocked, need)
    with pytest.raises(Conflict) as refused:
        add(clocked, need, clocked.worker)
    assert (refused.value.code, refused.value.about["most"]) == ("photos_full", 6)
    ended = clocked.do("decline", clocked.report(), clocked.worker)
    with pytest.raises(Conflict) as refused:
        add(clocked, ended)
    assert (refused.value.code, refused.value.about["state"]) == ("impossible_in_state", "declined")


def test_sent_again_with_the_same_key_it_is_one_photo(clocked: Clocked) -> None:
    need, key = clocked.report(), new_id()
    assert add(clocked, need, command_id=key) == add(clocked, need, command_id=key)
    assert len(clocked.see(need, clocked.zhou)["photos"]) == 1


@pytest.mark.parametrize(
    "asked, faults",
    [
        ({"photo": "not base64!"}, {"photo": ["not_base64"]}),
        ({"photo": ""}, {"photo": ["empty"]}),
        ({"photo": 7}, {"photo": ["not_base64"]}),
        ({"photo": base64.b64encode(b"GIF89a").decode()}, {"photo": ["not_a_photo"]}),
        ({"thumbnail": base64.b64encode(bytes(150_001)).decode()}, {"thumbnail": ["too_many_bytes:150000"]}),
        ({"width": 1601}, {"width": ["out_of_range:1,1600"]}),
        ({"moment": "during"}, {"moment": ["not_one_of:before,after"]}),
    ],
)
def test_wrong_content_is_refused_whole(clocked: Clocked, asked: dict[str, Any], faults: dict[str, Any]) -> None:
    need = clocked.report()
    with pytest.raises(Invalid) as refused:
        add(clocked, need, **asked)
    assert refused.value.fields == faults
    assert clocked.see(need, clocked.zhou)["photos"] == []


def test_a_photo_is_found_under_its_own_need_only(clocked: Clocked) -> None:
    need, other = clocked.report(), clocked.report()
    photo = add(clocked, need)
    for where, what in ((other, photo), (need, {"photo_id": new_id()}), ({"need_id": new_id()}, photo)):
        with pytest.raises(NotFound):
            content(clocked, where, what, clocked.zhou)
