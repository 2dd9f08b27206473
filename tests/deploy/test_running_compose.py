"""docker-compose.yml built and started: the line runs in containers as it does on one machine, and goes again.

The tests share one project and use it up in the order they stand in.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from cli.portal import Portal
from contracts.events.ticketing import NeedReported

from tests import recount
from tests.bus import Bus, eventually
from tests.deploy import compose
from tests.deploy.compose import SERVICES, STORES, Project
from tests.system import MATERIAL, PLACE, outcome_of

pytestmark = pytest.mark.timeout(600)

BUILD_SECONDS = 420
START_SECONDS = 150

NEED = {"community": "xiezhuang", "description": "楼道灯不亮了 💡 𠮷"}


@pytest.fixture(scope="module")
def project(with_containers: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    if not with_containers:
        pytest.skip("no Docker engine answers, or LINLI_TEST_CONTAINERS=0")
    if compose.command() is None:
        pytest.skip("Docker Compose is not installed")
    made = Project(tmp_path_factory.mktemp("compose"))
    try:
        made.compose("build", timeout=BUILD_SECONDS)
        up(made)
        yield made
    finally:
        down(made)


def up(project: Project, *options: str) -> None:
    """Start what is missing and wait until all are healthy."""
    project.compose("up", "--detach", *options, timeout=START_SECONDS)
    try:
        eventually(lambda: all(healthy(project, name) for name in (*SERVICES, *STORES)), START_SECONDS, "health")
    except AssertionError as error:
        raise AssertionError(f"{error}\n{project.compose('logs', '--tail', '30')}") from None


def down(project: Project) -> None:
    project.compose("down", "--volumes", "--remove-orphans", "--timeout", "10")


def healthy(project: Project, name: str) -> bool:
    found = project.health(name)
    return bool(found) and set(found) == {"healthy"}


@pytest.fixture
def portal(project: Project) -> Iterator[Portal]:
    asked = Portal(project.portal_url, "zh")
    yield asked
    asked.close()


def linli(project: Project, *arguments: str) -> subprocess.Popen[str]:
    """The command people type, towards the project's portal."""
    place = ["--url", project.portal_url, "--token", token(project)]
    return subprocess.Popen(
        [sys.executable, "-c", "from cli.main import main; main()", *arguments, *place],
        env=compose.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def token(project: Project) -> str:
    return project.values["LINLI_ADMIN_TOKEN"]


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_holds_its_service_the_two_libraries_and_nothing_else_of_ours(project, name):
    code = "import importlib.metadata as m, json; print(json.dumps([d.name for d in m.distributions()]))"
    held = json.loads(project.compose("exec", "-T", name, "python", "-c", code))
    ours = {one for one in held if one.startswith("linli")}
    assert ours == {"linli-contracts", "linli-chassis", f"linli-{name}"}
    assert not {"pytest", "hypothesis", "ruff", "mypy", "playwright", "testcontainers", "setuptools"} & set(held)
    assert ("flask" in {one.lower() for one in held}) == (name == "portal")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_process_1_and_nobody_of_importance(project, name):
    status = project.compose("exec", "-T", name, "cat", "/proc/1/status")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["Name"].startswith("python")
    assert set(fields["Uid"].split()) == {"10001"}
    assert int(fields["CapEff"], 16) == int(fields["CapBnd"], 16) == 0
    assert fields["NoNewPrivs"] == "1"


def test_the_example_places_are_loaded_by_one_command(project):
    loading = linli(project, "load", "--only", "xiezhuang")
    printed, said = loading.communicate(timeout=120)
    assert loading.returncode == 0, said
    assert "xiezhuang" in printed


def test_a_need_reported_through_the_portal_is_told_on_the_bus(project, portal):
    bus = Bus(project.amqp_url)
    try:
        reported = portal.post("/needs", token(project), "compose-first-need", NEED)
        assert bus.wait_for(NeedReported, need_id=reported["need_id"]).community == "xiezhuang"
    finally:
        bus.close()
    assert portal.get(f"/needs/{reported['need_id']}", token(project))["description"] == NEED["description"]


def test_the_demonstration_comes_to_what_its_script_says_with_several_of_a_service(project):
    up(project, "--no-recreate", "--scale", "scoring=2", "--scale", "ticketing=2")
    outcome = outcome_of(linli(project, "demo", "--json", "--amqp", project.amqp_url))
    script = recount.from_script(MATERIAL["needs"], {one["username"]: one["display_name"] for one in PLACE["accounts"]})
    assert recount.shown_stars(outcome["stars"], key="name") == recount.stars(script)
    assert recount.shown_appraisals(outcome["departments"]) == recount.appraisals(script)


@pytest.mark.parametrize("removed", [False, True], ids=["stopped", "removed"])
def test_what_was_stored_outlives_the_containers_of_broker_and_database(removed, project, portal):
    before = portal.get("/needs", token(project), community="xiezhuang")
    project.compose("stop", "--timeout", "10", *STORES)
    if removed:
        project.compose("rm", "--force", *STORES)
    up(project, "--no-recreate", "--scale", "scoring=2", "--scale", "ticketing=2")
    assert portal.get("/needs", token(project), community="xiezhuang") == before
    bus = Bus(project.amqp_url)
    try:
        reported = portal.post("/needs", token(project), f"compose-later-{removed}", NEED)
        bus.wait_for(NeedReported, need_id=reported["need_id"])
    finally:
        bus.close()


@pytest.mark.parametrize("name", SERVICES)
def test_sigterm_ends_a_service_with_status_0_before_it_would_be_killed(project, name):
    for container in project.containers(name):
        project.docker("stop", "--time", "10", container)
        assert project.inspect(container, "{{.State.ExitCode}}") == "0", project.compose("logs", "--tail", "20", name)


def test_down_leaves_nothing_behind(project):
    assert project.left()
    down(project)
    assert project.left() == []
