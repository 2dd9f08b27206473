"""The books: whatever is done in whatever order, they are right, and nobody spends what they have not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis import settings as common
from chassis.refusals import Conflict
from chassis.transaction import new_id
from contracts import district
from scoring.ledger import VOLUNTEER_YEARS
from scoring.points_ledger import ACCOUNTS, LINES

from tests import actors
from tests.scoring.clocked import Clocked

PEOPLE = 3

people = st.integers(0, PEOPLE - 1)
steps = st.one_of(
    st.tuples(st.just("serve"), people, st.integers(0, 900)),
    st.tuples(st.just("serve"), people, st.integers(0, 900)),
    st.tuples(st.just("correct"), people, st.integers(0, 900)),
    st.tuples(st.just("redeem"), people, st.integers(1, 12)),
    st.tuples(st.just("redeem"), people, st.integers(1, 12)),
    st.tuples(st.just("cancel"), people, st.integers(0, 3)),
    st.tuples(st.just("honour"), people, st.integers(0, 3)),
    st.tuples(st.just("merge"), people, people),
    st.tuples(st.just("erase"), people, st.just(0)),
    st.tuples(st.just("next_year"), st.just(0), st.just(0)),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clocked]:
    """One database for all that is tried; each trial has people of its own."""
    file = tmp_path_factory.mktemp("points") / "scoring.sqlite3"
    made = Clocked(
        replace(common.read(), database_url=f"sqlite:///{file}"), datetime(2026, 6, 1, 12, tzinfo=district.TIME)
    )
    yield made
    made.close()


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, max_size=14))
def test_whatever_happens_the_books_are_right_and_nobody_spends_what_they_have_not(
    kept: Clocked, happenings: list[tuple[str, int, int]]
) -> None:
    kept.on(2026)
    crowd = [kept.person() for _ in range(PEOPLE)]
    codes: list[str] = []
    for what, place, number in happenings:
        who = crowd[place]
        if what == "serve":
            kept.serve(who.volunteer_id, number)
        elif what == "correct":
            mine = VOLUNTEER_YEARS.c.volunteer_id == who.volunteer_id
            kept.change(VOLUNTEER_YEARS.update().where(mine).values(minutes=number))
        elif what == "redeem":
            before, benefit, code = kept.balance(who), kept.benefit(points=number), new_id()
            if before < number:
                with pytest.raises(Conflict, match="not_enough_points"):
                    kept.redeem(who, benefit)
                assert (kept.balance(who), kept.in_stock(benefit)) == (before, 5)
            else:
                kept.redeem(who, benefit, code)
                codes.append(code)
                assert (kept.balance(who), kept.in_stock(benefit)) == (before - number, 4)
        elif what == "cancel":
            shown = kept.ask("redemptions", who, volunteer_id=who.volunteer_id)["items"]
            for redemption in [item for item in shown if item["state"] == "redeemed"][:number]:
                kept.ask("cancel_redemption", who, redemption_id=redemption["redemption_id"])
        elif what == "honour":
            for code in codes[number:]:
                try:
                    kept.ask("honour_redemption", kept.worker, digest=code)
                except Conflict as refusal:
                    assert refusal.code in ("benefit_taken", "redemption_over", "benefit_code_ran_out")
        elif what == "merge":
            kept.merge(who, crowd[number])
        elif what == "erase":
            kept.erase(who)
        else:
            kept.on(kept.now.year + 1)
        kept.assert_books_are_right()
    kept.pass_by()
    kept.assert_books_are_right()
    for who in crowd:
        left = [lot["points"] for lot in kept.points(who)["lots"]]
        assert kept.balance(who) == sum(left)
        assert not (max(left, default=0) > 0 and min(left, default=0) < 0)


def test_a_line_or_an_account_that_somebody_wrote_into_is_found(clocked: Clocked) -> None:
    who = clocked.person(300)
    clocked.assert_books_are_right()
    account = f"volunteer:{who.volunteer_id}:2026"
    clocked.change(ACCOUNTS.update().where(ACCOUNTS.c.account == account).values(points=500))
    found = clocked.ask("check_points", actors.admin())
    assert (found["total"], found["unbalanced"], found["differing"]) == (0, [], [account])
    clocked.change(LINES.update().where(LINES.c.account == account).values(points=500))
    found = clocked.ask("check_points", actors.admin())
    assert (found["total"], found["postings"], found["differing"]) == (495, 1, [])
    with clocked.database.reading() as session:
        assert found["unbalanced"] == session.scalars(sa.select(LINES.c.posting_id).distinct()).all()
