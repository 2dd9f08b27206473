"""The tables, and that lists and single needs agree about who sees what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from chassis.actor import Actor
from chassis.testing import assert_migrations_match
from chassis.transaction import new_id
from contracts import vocabulary
from ticketing import need_lists, queries, views
from ticketing.models import Base, FollowerRow, HelperRow, NeedRow, OfferedToRow, Record, ServiceRow, WhistleRow

NOW = datetime(2024, 6, 11, 1, 30, tzinfo=UTC)


def test_models_and_migrations_agree(database_url: Callable[[str], str]) -> None:
    engine = sa.create_engine(database_url("ticketing").replace("postgresql://", "postgresql+psycopg2://"))
    assert_migrations_match(Base.metadata, "ticketing", engine)
    engine.dispose()


@pytest.fixture
def session() -> Iterator[Session]:
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


def need_row(**known: object) -> NeedRow:
    need_id = new_id()
    usual = {
        "need_id": need_id,
        "number": need_id,
        "urgency": "ordinary",
        "description": "灯坏了",
        "round": 1,
        "version": 1,
        "helpers_wanted": 1,
    }
    return NeedRow(**{**usual, **known}, reported_at=NOW, updated_at=NOW)


PEOPLE = st.sampled_from([new_id() for _ in range(3)])
COMMUNITIES, VOLUNTEERS = st.sampled_from(["xiezhuang", "yijiang"]), st.sampled_from(["v1", "v2"])
DEPARTMENTS = st.sampled_from(["water", "power"])
actors = st.builds(
    Actor,
    person_id=PEOPLE,
    roles=st.frozensets(st.sampled_from(vocabulary.ROLES)),
    communities=st.frozensets(COMMUNITIES),
    organisation=st.none() | DEPARTMENTS,
    volunteer_id=st.none() | VOLUNTEERS,
)
served_by = st.sampled_from([(None, None), ("volunteer", "v1"), ("department", "water"), ("department", "v1")])
needs = st.tuples(
    st.builds(
        lambda served, **known: {**known, "provider_kind": served[0], "provider": served[1]},
        served=served_by,
        community=COMMUNITIES,
        reporter=PEOPLE,
        state=st.sampled_from(vocabulary.NEED_STATES),
        on_behalf_of=st.none() | st.just("邻居"),
        helpers_wanted=st.integers(1, 3),
    ),
    st.frozensets(DEPARTMENTS),
    st.frozensets(PEOPLE, max_size=2),
    st.frozensets(VOLUNTEERS, max_size=1),
    st.lists(st.tuples(VOLUNTEERS, st.sampled_from([1, 2]), st.booleans()), max_size=2, unique_by=lambda one: one[:2]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(needs, max_size=4), actors)
def test_a_list_holds_exactly_the_needs_that_the_asker_may_see_one_by_one(
    session: Session, stored: list[tuple], actor: Actor
) -> None:
    session.rollback()
    for known, departments, followers, offered_to, helpers in stored:
        need = need_row(**known)
        session.add(need)
        session.flush()
        for department in departments:
            whistle = {"department": department, "community": need.community, "blown_at": NOW, "report_in_by": NOW}
            session.add(WhistleRow(whistle_id=new_id(), need_id=need.need_id, **whistle))
        session.add_all(FollowerRow(need_id=need.need_id, person_id=one, followed_at=NOW) for one in followers)
        session.add_all(OfferedToRow(need_id=need.need_id, volunteer_id=one) for one in offered_to)
        for volunteer_id, round_, left in helpers:
            place = {"need_id": need.need_id, "round": round_, "volunteer_id": volunteer_id}
            left_at = NOW if left else None
            session.add(HelperRow(**place, service_id=new_id(), way="joined", joined_at=NOW, left_at=left_at))
    session.flush()
    everything = list(session.scalars(sa.select(NeedRow.need_id)))
    one_by_one = {
        need_id for need_id in everything if views.need_view(queries.whole(session, need_id), actor, NOW) is not None
    }
    asked = {
        "community": None,
        "number": None,
        "state": None,
        "level": None,
        "overdue": False,
        "first_day": None,
        "last_day": None,
        "followed": False,
        "mine": False,
        "limit": 200,
        "cursor": None,
    }
    listed, _ = need_lists.page_of_needs(session, actor, asked)
    assert {record.need.need_id for record in listed} == one_by_one
    assert len(everything) == len(stored)

    mine, _ = need_lists.page_of_needs(session, actor, {**asked, "mine": True})
    views_listed = [views.need_view(record, actor, NOW) for record in listed]
    assert {record.need.need_id for record in mine} == {
        view["need_id"] for view in views_listed if view and view["mine"]
    }
    followed, _ = need_lists.page_of_needs(session, actor, {**asked, "followed": True})
    assert {record.need.need_id for record in followed} == {
        view["need_id"] for view in views_listed if view and view["following"]
    }


@pytest.mark.parametrize("days, offered", [(30, True), (31, False)])
def test_reopening_is_offered_for_thirty_days(days: int, offered: bool) -> None:
    zhou = Actor(new_id())
    need = need_row(
        community="xiezhuang", reporter=zhou.person_id, state="closed", provider_kind="volunteer", provider="v1"
    )
    service = ServiceRow(service_id=new_id(), completed_at=NOW, done_by="p", round=1, rated_at=None)
    view = views.need_view(Record(need, service=service), zhou, NOW + timedelta(days=days))
    assert view is not None
    assert ("reopen" in view["possible"]) == offered
    assert "rate" in view["possible"]
