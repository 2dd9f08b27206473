"""Time limits: which hold when, and what cannot be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.settings import WrongSetting
from contracts import vocabulary
from ticketing import settings, time_limits
from ticketing.time_limits import ANSWER, DISPATCH, REPORT_IN, Policies, Policy, WrongPolicy, load

USUAL = files("ticketing").joinpath("policies/time-limits-1.json").read_text("utf-8")
DAY = timedelta(hours=7, minutes=30)


def changed(change: Callable[[dict[str, Any]], Any]) -> str:
    document = json.loads(USUAL)
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("clock", "term", "span"),
    [
        *((clock, "life_safety", timedelta(hours=1)) for clock in (DISPATCH, REPORT_IN)),
        *((clock, "utilities", timedelta(hours=2)) for clock in (DISPATCH, REPORT_IN)),
        *((clock, "ordinary", DAY) for clock in (DISPATCH, REPORT_IN)),
        (ANSWER, "life_safety", timedelta(hours=2)),
        (ANSWER, "utilities", timedelta(hours=24)),
        (ANSWER, "ordinary", 7 * DAY),
        (ANSWER, "complex", 15 * DAY),
    ],
)
def test_the_usual_limits_are_those_of_the_standard(clock: str, term: str, span: timedelta) -> None:
    limit = time_limits.own().on(date(2026, 11, 26), "c").limits[clock, term]
    assert limit.span == span
    assert bool(limit.hours.intervals) == (term in ("ordinary", "complex"))


def policy(version: str, since: str, owner: str = "district", **about: Any) -> str:
    return changed(lambda document: document.update(version=version, effective_from=since, owner=owner, **about))


def loaded(*documents: str) -> Policies:
    return load({f"{number}.json": document for number, document in enumerate(documents)})


def test_the_policy_in_force_is_the_newest_that_is_effective_and_the_first_holds_before_it() -> None:
    policies = loaded(policy("2", "2027-01-01"), USUAL)
    assert policies.on(date(2026, 12, 31), "c").version == "1"
    assert policies.on(date(2027, 1, 1), "c").version == "2"
    assert policies.on(date(2000, 1, 1), "c").version == "1"
    assert policies.named("time-limits/2").effective_from == date(2027, 1, 1)
    with pytest.raises(KeyError):
        policies.named("time-limits/3")


def test_a_community_s_own_goes_before_the_district_s_from_its_day_on_and_for_its_own_needs_alone() -> None:
    policies = loaded(
        USUAL, policy("c-1", "2026-06-01", "c"), policy("c-2", "2026-09-01", "c"), policy("2", "2026-07-01")
    )
    for community, day, version in (
        ("c", date(2026, 5, 31), "1"),
        ("c", date(2026, 6, 1), "c-1"),
        ("c", date(2026, 8, 1), "c-1"),
        ("c", date(2026, 9, 1), "c-2"),
        ("elsewhere", date(2026, 6, 1), "1"),
        ("elsewhere", date(2026, 9, 1), "2"),
        ("c", date(2000, 1, 1), "1"),
    ):
        assert policies.on(day, community).version == version


@given(
    st.lists(st.tuples(st.sampled_from(["district", "c", "d"]), st.dates(date(2024, 1, 1), date(2024, 1, 9)))),
    st.sampled_from("cde"),
    st.dates(date(2023, 12, 30), date(2024, 1, 12)),
)
def test_whatever_there_is_nobody_goes_by_another_community_s_policy(
    told: list[tuple[str, date]], community: str, day: date
) -> None:
    usual = Policy("usual", "1", "district", date(2024, 1, 5), {})
    policies = [usual, *(Policy(owner, str(since), owner, since, {}) for owner, since in told)]
    found = Policies(policies).on(day, community)
    assert found.owner in (community, "district")
    own = [policy for policy in policies if policy.owner == community and policy.effective_from <= day]
    assert (found.owner == community) == bool(own)
    assert found.effective_from <= day or not own


def test_what_a_document_says_has_one_meaning_however_it_is_laid_out() -> None:
    [one], [other] = loaded(USUAL), loaded(json.dumps(json.loads(USUAL), indent=8, sort_keys=True))
    [changed_one] = loaded(policy("1", "2023-01-02"))
    assert one.meaning == other.meaning != changed_one.meaning


@pytest.mark.parametrize(
    ("documents", "faults"),
    [
        ([USUAL, policy("1", "2027-01-01")], ["1.json: version: the same name and version as in 0.json"]),
        ([USUAL, policy("2", "2023-01-01")], ["1.json: effective_from: the same owner and day as in 0.json"]),
        ([policy("1", "2027-01-01", "c")], ["no policy is the district's"]),
        (
            [USUAL, "{", policy("2", "soon", "C!")],
            ["1.json: not JSON", "2.json: effective_from: ", "2.json: owner: not_a_code"],
        ),
        ([USUAL, "[]"], ["1.json: "]),
        ([USUAL, policy("two words", "2027-01-01")], ["1.json: version: "]),
    ],
)
def test_every_fault_is_named_with_its_place(documents: list[str], faults: list[str]) -> None:
    with pytest.raises(WrongPolicy) as refused:
        loaded(*documents)
    assert len(refused.value.faults) == len(faults)
    assert all(found.startswith(fault) for found, fault in zip(sorted(refused.value.faults), faults, strict=True))


def test_policies_are_read_from_the_folder_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "xiezhuang-1.json").write_text(policy("x-1", "2026-06-01", "xiezhuang"), "utf-8")
    (tmp_path / "notes.txt").write_text("not one of them", "utf-8")
    monkeypatch.setenv("LINLI_TIME_LIMITS", str(tmp_path))
    found = load({**time_limits.packaged(), **settings.time_limits()})
    assert {policy.owner for policy in found} == {"district", "xiezhuang"}
    monkeypatch.setenv("LINLI_TIME_LIMITS", str(tmp_path / "nowhere"))
    with pytest.raises(WrongSetting, match="LINLI_TIME_LIMITS"):
        settings.time_limits()


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("effective_from"),
        lambda document: document.pop("owner"),
        lambda document: document["limits"].pop("answer"),
        lambda document: document["limits"]["answer"].pop("complex"),
        lambda document: document["limits"]["dispatch"].update(complex={"time": "office_hours", "working_days": 1}),
        lambda document: document["limits"].update(visit=document["limits"]["dispatch"]),
        lambda document: document["limits"]["dispatch"]["ordinary"].update(hours=1),
        lambda document: document["limits"]["dispatch"]["ordinary"].update(working_days=0),
        lambda document: document["limits"]["dispatch"]["life_safety"].update(time="sometimes"),
        lambda document: document.update(office_hours=[]),
        lambda document: document.update(office_hours=[["12:00", "08:30"]]),
        lambda document: document.update(office_hours=[["08:30", "12:00"], ["11:00", "17:30"]]),
        lambda document: document.update(holidays=[]),
    ],
)
def test_a_policy_that_lacks_or_mistakes_something_is_refused(change: Callable[[dict[str, Any]], Any]) -> None:
    with pytest.raises(WrongPolicy) as refused:
        loaded(changed(change))
    assert all(fault.startswith("0.json: ") for fault in refused.value.faults)


def test_there_is_a_limit_for_every_clock_and_term_of_the_vocabulary() -> None:
    kept = {(clock, term) for clock in vocabulary.NEED_CLOCKS for term in vocabulary.URGENCIES}
    assert kept <= set(time_limits.own().on(date(2026, 1, 1), "c").limits)
