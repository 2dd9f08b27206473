"""The broker is stopped, or killed, under load and started again: everything resumes by itself and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from cli.broker import PrivateBroker

from tests import recount
from tests.bus import Bus, eventually
from tests.system import MATERIAL, PLACE, System, outcome_of

SCRIPT = recount.from_script(MATERIAL["needs"], {one["username"]: one["display_name"] for one in PLACE["accounts"]})


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateBroker]:
    with PrivateBroker(tmp_path_factory.mktemp("node")) as broker:
        yield broker


@pytest.fixture(scope="module")
def own_system(node: PrivateBroker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("own-system")
    with System(node.amqp_url, lambda service: f"sqlite:///{folder / service}.sqlite3", folder) as running:
        yield running


def test_without_the_places_the_demonstration_says_so(own_system: System) -> None:
    demo = own_system.demo("--json")
    printed, said = demo.communicate(timeout=60)
    assert (demo.returncode, printed) == (1, "")
    assert "places are not loaded" in said
    assert "Traceback" not in said


@pytest.fixture(scope="module")
def played(own_system: System) -> list[str]:
    """The days of this module: each adds to the year and the quarter that the next one finds."""
    own_system.load()
    return []


@pytest.mark.parametrize("end", [PrivateBroker.stop, PrivateBroker.kill])
def test_a_day_goes_on_when_the_broker_comes_back(
    own_system: System, node: PrivateBroker, played: list[str], end: Callable[[PrivateBroker], None]
) -> None:
    bus = Bus(own_system.amqp_url)
    demo = own_system.demo("--json")
    eventually(lambda: len(bus.seen()) >= 100 or demo.poll() is not None, 120, "100 events")
    assert demo.poll() is None, f"the day was over before the broker: {demo.communicate()}"
    end(node)
    assert node.start() == own_system.amqp_url
    outcome = outcome_of(demo)
    bus.close()
    played.append(end.__name__)

    expected = SCRIPT.times(len(played))
    assert recount.shown_stars(outcome["stars"], "name") == recount.stars(expected)
    assert recount.shown_appraisals(outcome["departments"]) == recount.appraisals(expected)
    ids = [event["id"] for event in outcome["events"]]
    assert len(set(ids)) == len(ids)
    own_system.log(until=ids)
    for service in own_system.services.values():
        eventually(service.ready, 60, f"{service.log.stem} ready again")
