"""Time limits of a community's own: whose clocks go by them, and that what was in force never changes its meaning."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from chassis.settings import WrongSetting
from ticketing import time_limits
from ticketing.models import TimeLimitsRow
from ticketing.time_limits import Policies, WrongPolicy, load
from ticketing.time_limits_in_use import Kept, TimeLimits, faults, keep

from tests import actors
from tests.bus import eventually
from tests.infrastructure import Broker
from tests.ticketing.clocked import Clocked
from tests.ticketing.conftest import started

USUAL = time_limits.packaged()
[[NAME, TEXT]] = USUAL.items()
TODAY = date(2026, 9, 29)


def own(community: str, since: str, hours: int, version: str = "1") -> str:
    document = json.loads(TEXT)
    document |= {"name": "own", "version": version, "owner": community, "effective_from": since}
    for terms in document["limits"].values():
        terms["utilities"] = {"time": "around_the_clock", "hours": hours}
    return json.dumps(document)


def use(monkeypatch: pytest.MonkeyPatch, *documents: str) -> None:
    found = load({**USUAL, **{f"{number}.json": text for number, text in enumerate(documents)}})
    monkeypatch.setattr(time_limits, "own", lambda: found)


def clock(need: dict[str, Any], kind: str) -> tuple[str, datetime]:
    found = next(one for one in need["clocks"] if one["kind"] == kind)
    return found["policy"], datetime.fromisoformat(found["due_at"])


def test_a_community_s_needs_and_whistles_go_by_its_own_limits_and_others_by_the_district_s(
    clocked: Clocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, own(clocked.community, "2026-09-29", 5))
    now = clocked.now
    need = clocked.report(urgency="utilities")
    assert clock(need, "dispatch") == ("own/1", now + timedelta(hours=5))
    there = clocked.report(urgency="utilities", community=clocked.elsewhere)
    assert clock(there, "dispatch") == ("time-limits/1", now + timedelta(hours=2))
    need = clocked.do("triage", need, clocked.worker, route="department")
    assert clock(need, "answer") == ("own/1", now + timedelta(hours=5))
    [whistle] = clocked.do("whistle", need, clocked.worker)["whistles"]
    assert datetime.fromisoformat(whistle["report_in_by"]) == now + timedelta(hours=5)
    worker = actors.worker(clocked.elsewhere)
    there = clocked.do("whistle", clocked.do("triage", there, worker, route="department"), worker)
    assert datetime.fromisoformat(there["whistles"][0]["report_in_by"]) == now + timedelta(hours=2)


def test_a_clock_that_runs_keeps_the_policy_it_began_with_even_where_it_is_moved(
    clocked: Clocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, own(clocked.community, "2026-09-30", 5))
    began = clocked.now
    need = clocked.do("triage", clocked.report(), clocked.worker, urgency="ordinary", route="department")
    clocked.wait(timedelta(days=1))
    assert clock(clocked.see(need, clocked.worker), "answer")[0] == "time-limits/1"
    need = clocked.do("triage", need, clocked.worker, urgency="utilities", route="department")
    assert clock(need, "answer") == ("time-limits/1", began + timedelta(hours=24))
    assert clock(clocked.report(urgency="utilities"), "dispatch") == ("own/1", clocked.now + timedelta(hours=5))


def policies(*documents: str) -> Policies:
    return load({**USUAL, **{f"{number}.json": text for number, text in enumerate(documents)}})


def kept(*documents: str) -> dict[str, Kept]:
    return {one.reference: Kept(one.effective_from, one.meaning) for one in policies(*documents)}


@pytest.mark.parametrize(
    ("before", "now", "fault"),
    [
        ([own("c", "2026-09-01", 5)], [own("c", "2026-09-01", 5)], None),
        ([own("c", "2026-09-01", 5)], [own("c", "2026-09-01", 6)], "own/1: says something else"),
        ([own("c", "2026-09-01", 5)], [own("d", "2026-09-01", 5)], "own/1: says something else"),
        ([own("c", "2026-09-29", 5)], [own("c", "2026-10-09", 5)], "own/1: says something else"),
        ([own("c", "2026-09-29", 5)], [], "own/1: has been in force and is missing"),
        ([own("c", "2026-09-30", 5)], [], None),
        ([own("c", "2026-09-30", 5)], [own("c", "2026-09-30", 6)], None),
        ([own("c", "2026-09-01", 5)], [own("c", "2026-09-01", 5), own("c", "2026-09-30", 6, "2")], None),
    ],
)
def test_what_has_been_in_force_stays_and_says_the_same(before: list[str], now: list[str], fault: str | None) -> None:
    found = faults(kept(*before), policies(*now), TODAY)
    assert len(found) == (fault is not None)
    assert all(one.startswith(str(fault)) for one in found)


def test_it_is_kept_with_the_database_what_was_in_force(clocked: Clocked) -> None:
    def start(day: date, *documents: str) -> list[str]:
        with clocked.database.transaction() as tx:
            keep(tx.session, policies(*documents), day)
        with clocked.database.reading() as session:
            return sorted(row.reference for row in session.query(TimeLimitsRow))

    assert start(TODAY, own("c", "2026-10-01", 5)) == ["own/1", "time-limits/1"]
    assert start(TODAY, own("c", "2026-10-01", 6), own("d", "2026-10-01", 6, "2")) == [
        "own/1",
        "own/2",
        "time-limits/1",
    ]
    assert start(TODAY, own("c", "2026-10-01", 7)) == ["own/1", "time-limits/1"]
    for documents in ([], [own("c", "2026-10-01", 6)]):
        with pytest.raises(WrongPolicy):
            start(date(2026, 10, 1), *documents)
    assert start(date(2026, 10, 1), own("c", "2026-10-01", 7)) == ["own/1", "time-limits/1"]


def test_the_service_does_not_start_with_policies_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "own.json").write_text(own("c", "2026-09-01", 5).replace("hours", "minutes"), "utf-8")
    monkeypatch.setenv("LINLI_TIME_LIMITS", str(tmp_path))
    read: Callable[[], Policies] = time_limits.own.__wrapped__
    with mock.patch.object(time_limits, "own", read), pytest.raises(WrongSetting) as refused:
        TimeLimits().bind(mock.Mock(), "time_limits")
    assert str(tmp_path / "own.json") in str(refused.value)


def test_a_service_ends_with_a_sentence_where_what_was_in_force_has_changed(broker: Broker, tmp_path: Path) -> None:
    folder, data = tmp_path / "limits", tmp_path / "data"
    folder.mkdir()
    data.mkdir()
    (folder / "own.json").write_text(own("c", "2026-01-01", 5), "utf-8")
    with started(broker, lambda name: f"sqlite:///{data / name}.sqlite3", data) as site:
        site.service.stop()
        site.service.settings = {"LINLI_TIME_LIMITS": str(folder)}
        assert site.service.start().stop() == 0
        (folder / "own.json").write_text(own("c", "2026-01-01", 6), "utf-8")
        site.service.spawn()
        eventually(lambda: site.service.status() is not None, 40, what="the end of the service")
        assert site.service.status() == 2
        assert "own/1: says something else than when it was in force" in site.service.logged()
        assert "Traceback" not in site.service.logged()
