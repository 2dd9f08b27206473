"""Who somebody is to a need, and what they therefore see of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chassis.actor import Actor
from contracts import vocabulary
from ticketing.relations import Parties, Relation, Sight, relations, role_in, sight

NEED = Parties("xiezhuang", reporter="r", provider_kind="volunteer", provider="v1", whistled=frozenset({"water"}))


def person(person_id: str = "p", *roles: str, **known: object) -> Actor:
    return Actor(person_id, frozenset(roles), **known)  # type: ignore[arg-type]


def test_the_reporter_speaks_for_the_person_served() -> None:
    assert relations(person("r", "resident"), NEED) == {Relation.REPORTER, Relation.SERVED}


def test_a_worker_is_one_only_in_the_own_communities() -> None:
    here = person("w", "community_worker", communities=frozenset({"xiezhuang"}))
    elsewhere = person("w", "community_worker", communities=frozenset({"yijiang"}))
    assert relations(here, NEED) == {Relation.WORKER, Relation.CALLER}
    assert relations(elsewhere, NEED) == frozenset()


def test_communities_without_the_role_give_no_right() -> None:
    assert relations(person("w", "resident", communities=frozenset({"xiezhuang"})), NEED) == frozenset()


def test_an_administrator_may_do_what_any_worker_may() -> None:
    assert relations(person("a", "district_admin"), NEED) == {Relation.WORKER, Relation.CALLER}


def test_the_serving_volunteer_is_provider_and_cannot_speak_for_the_served() -> None:
    serving = person("r", "volunteer", "resident", volunteer_id="v1")
    held = relations(serving, NEED)
    assert held == {Relation.REPORTER, Relation.PROVIDER, Relation.VOLUNTEER, Relation.OWN}


def test_a_volunteer_id_without_the_role_serves_nothing() -> None:
    assert relations(person("x", "resident", volunteer_id="v1"), NEED) == frozenset()


def test_an_officer_of_a_whistled_department() -> None:
    assert relations(person("o", "officer", organisation="water"), NEED) == {Relation.OFFICER}
    assert relations(person("o", "officer", organisation="power"), NEED) == frozenset()
    assert relations(person("o", "resident", organisation="water"), NEED) == frozenset()


def test_who_did_the_service_does_not_confirm_it_even_after_leaving_the_department() -> None:
    done = Parties("xiezhuang", "r", provider_kind="department", provider="water", done_by="r")
    assert Relation.SERVED not in relations(person("r", "resident"), done)
    assert Relation.OWN in relations(person("r", "resident"), done)


def test_a_worker_speaks_for_those_on_whose_behalf_a_need_was_reported() -> None:
    behalf = Parties("xiezhuang", "w1", on_behalf=True, provider_kind="volunteer", provider="v1")
    other = person("w2", "community_worker", communities=frozenset({"xiezhuang"}))
    serving = person("w2", "community_worker", "volunteer", communities=frozenset({"xiezhuang"}), volunteer_id="v1")
    assert Relation.SERVED in relations(other, behalf)
    assert Relation.SERVED not in relations(serving, behalf)


def test_a_worker_confirms_where_the_reporter_serves_the_need_himself() -> None:
    worker = person("w", "community_worker", communities=frozenset({"xiezhuang"}))
    colleague = Parties("xiezhuang", "r", frozenset({"water"}), provider_kind="department", provider="water")
    by_himself = Parties("xiezhuang", "r", provider_kind="volunteer", provider="v1", done_by="r")
    assert Relation.SERVED in relations(worker, colleague)
    assert Relation.SERVED in relations(worker, by_himself)
    assert Relation.SERVED not in relations(worker, NEED)


roles_held = st.frozensets(st.sampled_from(vocabulary.ROLES))
actors = st.builds(
    Actor,
    person_id=st.sampled_from("abc"),
    roles=roles_held,
    communities=st.frozensets(st.sampled_from(["xiezhuang", "yijiang"])),
    organisation=st.sampled_from([None, "water", "power"]),
    volunteer_id=st.sampled_from([None, "v1", "v2"]),
)
providers = st.sampled_from([(None, None), ("volunteer", "v1"), ("volunteer", "v2"), ("department", "water")])
parties = st.builds(
    lambda provider, **known: Parties(provider_kind=provider[0], provider=provider[1], **known),
    provider=providers,
    community=st.sampled_from(["xiezhuang", "yijiang"]),
    reporter=st.sampled_from("abc"),
    reporter_as=st.frozensets(st.sampled_from(["water", "v1"])),
    on_behalf=st.booleans(),
    done_by=st.sampled_from([None, "a", "b"]),
    whistled=st.frozensets(st.sampled_from(["water", "power"])),
    followers=st.frozensets(st.sampled_from("abc")),
)


@given(actors, parties)
def test_nobody_speaks_for_the_served_and_serves(actor: Actor, around: Parties) -> None:
    held = relations(actor, around)
    assert not {Relation.SERVED, Relation.OWN} <= held
    assert Relation.PROVIDER not in held or Relation.OWN in held


@given(actors, parties, st.sampled_from(vocabulary.NEED_STATES))
def test_what_is_seen_follows_from_the_relations(actor: Actor, around: Parties, state: str) -> None:
    held = relations(actor, around)
    seen = sight(held, state)
    close = held & {Relation.REPORTER, Relation.WORKER, Relation.PROVIDER, Relation.OFFICER}
    assert (seen is Sight.FULL) == bool(close)
    assert (seen is Sight.OFFER) == (
        not close and actor.has("volunteer") and bool(actor.volunteer_id) and state == "offered"
    )
    assert (seen is Sight.FOLLOWED) == (actor.person_id in around.followers and seen not in (Sight.FULL, Sight.OFFER))


@given(actors, parties)
def test_every_relation_but_own_is_lived_in_a_role_of_the_vocabulary(actor: Actor, around: Parties) -> None:
    held = relations(actor, around)
    for relation in held - {Relation.OWN}:
        assert role_in(relation, held, actor, around.provider_kind) in vocabulary.ROLES
