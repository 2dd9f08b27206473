"""Topics: who proposes, who decides, what the community reads, and what is nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.ticketing.neighbourhood import Neighbourhood


@pytest.fixture
def resident(here: Neighbourhood) -> Actor:
    return actors.actor(communities=[here.community])


def propose(here: Neighbourhood, by: Actor, **facts: Any) -> dict[str, Any]:
    asked = {"community": here.community, "title": "加装充电桩", "words": "车棚里没有充电的地方", **facts}
    return here.rpc("ticketing", "propose_topic", asked, actor=by)


def step(here: Neighbourhood, call: str, topic: dict[str, Any], by: Actor, **facts: Any) -> dict[str, Any]:
    return here.rpc("ticketing", call, {"topic_id": topic["topic_id"], **facts}, actor=by)


def listed(here: Neighbourhood, by: Actor, **asked: Any) -> list[str]:
    found = here.rpc("ticketing", "topics", {"community": here.community, **asked}, actor=by)
    return [topic["topic_id"] for topic in found["items"]]


def taken_up(here: Neighbourhood, by: Actor) -> dict[str, Any]:
    return step(here, "take_up_topic", propose(here, by), here.worker)


def test_a_topic_is_proposed_taken_up_talked_about_and_concluded(here: Neighbourhood, resident: Actor) -> None:
    neighbour = actors.actor(communities=[here.community])
    topic = propose(here, resident)
    assert (topic["state"], topic["mine"], topic["proposer"], topic["opinions"]) == ("proposed", True, None, 0)
    assert step(here, "take_up_topic", topic, here.worker, reason="很多人提过")["reason"] == "很多人提过"
    said = step(here, "voice_opinion", topic, neighbour, words="费用怎么出")
    assert (said["words"], said["mine"], said["author"]) == ("费用怎么出", True, None)
    step(here, "voice_opinion", topic, resident, words="可以申请补助")
    need = here.report()
    project = new_id()
    ended = step(
        here,
        "conclude_topic",
        topic,
        here.worker,
        conclusion="在车棚装八个",
        need_id=need["need_id"],
        project_id=project,
    )
    assert (ended["state"], ended["need_id"], ended["project_id"]) == ("concluded", need["need_id"], project)
    read = step(here, "topic", topic, neighbour)
    assert (read["conclusion"], read["opinions"], read["proposer"], read["mine"]) == ("在车棚装八个", 2, None, False)
    with pytest.raises(Conflict) as late:
        step(here, "voice_opinion", topic, neighbour, words="太晚了")
    assert (late.value.code, late.value.about) == ("topic_state", {"state": "concluded"})


def test_only_workers_read_whose_an_opinion_or_a_proposal_is(here: Neighbourhood, resident: Actor) -> None:
    topic = taken_up(here, resident)
    neighbour = actors.actor(communities=[here.community])
    for author in (resident, neighbour):
        step(here, "voice_opinion", topic, author, words="我同意")
    for reader in (here.worker, here.admin):
        seen = step(here, "opinions", topic, reader)["items"]
        assert [one["author"] for one in seen] == [neighbour.person_id, resident.person_id]
        assert step(here, "topic", topic, reader)["proposer"] == resident.person_id
    seen = step(here, "opinions", topic, neighbour)["items"]
    assert [(one["author"], one["mine"]) for one in seen] == [(None, True), (None, False)]
    first = step(here, "opinions", topic, neighbour, limit=1)
    second = step(here, "opinions", topic, neighbour, limit=1, cursor=first["next_cursor"])
    assert [first["items"][0], second["items"][0]] == seen
    assert second["next_cursor"] is None


def test_what_is_not_taken_up_is_seen_by_its_proposer_and_workers(here: Neighbourhood, resident: Actor) -> None:
    neighbour = actors.actor(communities=[here.community])
    waiting, declined, open_to_all = propose(here, resident), propose(here, resident), taken_up(here, resident)
    step(here, "decline_topic", declined, here.worker, reason="不属于社区的事")
    every = [open_to_all["topic_id"], declined["topic_id"], waiting["topic_id"]]
    for reader in (resident, here.worker, here.admin):
        assert listed(here, reader) == every
    assert listed(here, resident, state="declined") == [declined["topic_id"]]
    assert step(here, "topic", declined, resident)["reason"] == "不属于社区的事"
    assert listed(here, neighbour) == [open_to_all["topic_id"]]
    for topic in (waiting, declined):
        for call, facts in (("topic", {}), ("opinions", {}), ("voice_opinion", {"words": "我也想说"})):
            with pytest.raises(NotFound):
                step(here, call, topic, neighbour, **facts)
    with pytest.raises(Conflict):
        step(here, "voice_opinion", waiting, resident, words="快受理")


def test_people_of_other_communities_are_refused(here: Neighbourhood, resident: Actor) -> None:
    topic = taken_up(here, resident)
    other = actors.actor(communities=[here.elsewhere])
    for stranger in (other, actors.actor(), actors.worker(here.elsewhere), here.water):
        for attempt in (
            lambda by: propose(here, by),
            lambda by: listed(here, by),
            lambda by: step(here, "topic", topic, by),
            lambda by: step(here, "opinions", topic, by),
            lambda by: step(here, "voice_opinion", topic, by, words="我是外面的"),
        ):
            with pytest.raises(Forbidden) as refused:
                attempt(stranger)
            assert refused.value.code == "not_of_community"


def test_only_a_worker_of_the_community_decides(here: Neighbourhood, resident: Actor) -> None:
    waiting, topic = propose(here, resident), taken_up(here, resident)
    for person, code in ((resident, "role_required"), (actors.worker(here.elsewhere), "not_your_community")):
        for call, about, facts in (
            ("take_up_topic", waiting, {}),
            ("decline_topic", waiting, {"reason": "不办"}),
            ("conclude_topic", topic, {"conclusion": "好"}),
        ):
            with pytest.raises(Forbidden) as refused:
                step(here, call, about, person, **facts)
            assert refused.value.code == code
    with pytest.raises(Conflict) as refused_again:
        step(here, "decline_topic", topic, here.worker, reason="晚了")
    assert refused_again.value.about == {"state": "taken_up"}
    with pytest.raises(NotFound):
        step(here, "take_up_topic", {"topic_id": new_id()}, here.worker)


def test_a_worker_proposes_for_somebody_and_a_resident_may_not(here: Neighbourhood, resident: Actor) -> None:
    topic = propose(here, here.worker, on_behalf_of="三楼的老人")
    assert topic["on_behalf_of"] == "三楼的老人"
    step(here, "take_up_topic", topic, here.worker)
    assert step(here, "topic", topic, resident)["on_behalf_of"] is None
    with pytest.raises(Forbidden) as refused:
        propose(here, resident, on_behalf_of="邻居")
    assert refused.value.code == "on_behalf_by_workers_only"


def test_wrong_input_is_refused_by_field(here: Neighbourhood, resident: Actor) -> None:
    topic = taken_up(here, resident)
    elsewhere = here.report(community=here.elsewhere)
    for need_id, code in ((new_id(), "unknown"), (elsewhere["need_id"], "wrong_community")):
        with pytest.raises(Invalid) as refused:
            step(here, "conclude_topic", topic, here.worker, conclusion="好", need_id=need_id)
        assert refused.value.fields == {"need_id": [code]}
    with pytest.raises(Invalid) as unknown:
        propose(here, here.admin, community=f"nowhere-{new_id()[-8:]}")
    assert unknown.value.fields == {"community": ["unknown"]}
    with pytest.raises(Invalid) as blank:
        propose(here, resident, title=" ", words="字" * 4001)
    assert blank.value.fields == {"title": ["empty"], "words": ["too_long:4000"]}
    with pytest.raises(Invalid) as unreasoned:
        step(here, "decline_topic", topic, here.worker)
    assert unreasoned.value.fields == {"reason": ["required"]}
