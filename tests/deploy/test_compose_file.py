"""docker-compose.yml as it stands: what it guards, what it opens, and that it starts nothing without secrets."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.deploy import compose
from tests.deploy.compose import SECRETS, SERVICES, STORES

PARTS = compose.read()["services"]
NAMES = (*SERVICES, *STORES)
DOCKERFILE = (compose.REPOSITORY / "deploy" / "Dockerfile").read_text()

with_compose = pytest.mark.skipif(compose.command() is None, reason="Docker Compose is not installed")


def config(values: dict[str, str], folder) -> subprocess.CompletedProcess[str]:
    file = compose.write_env(folder / "env", values)
    tool = compose.command() or []
    return subprocess.run(
        [*tool, "--file", str(compose.FILE), "--env-file", str(file), "config"],
        env=compose.environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def default(text: str) -> str:
    """A value as it is where no variable is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


def test_it_is_the_five_services_with_a_broker_and_a_database_server():
    assert sorted(PARTS) == sorted(NAMES)


@with_compose
def test_compose_accepts_it(tmp_path):
    accepted = config(dict.fromkeys(SECRETS, "x" * 32), tmp_path)
    assert accepted.returncode == 0, accepted.stderr


@with_compose
@pytest.mark.parametrize("missing", SECRETS)
def test_without_a_secret_nothing_starts_and_the_sentence_names_it(missing, tmp_path):
    refused = config({name: "x" * 32 for name in SECRETS if name != missing}, tmp_path)
    assert refused.returncode != 0
    assert f"{missing} is not set: make .env with deploy/new-env.sh" in refused.stderr


def test_each_secret_is_demanded_where_it_is_used_and_none_has_a_default():
    text = compose.FILE.read_text()
    demanded = set(re.findall(r"\$\{(LINLI_\w+):\?", text))
    assert demanded == set(SECRETS)
    assert not set(re.findall(r"\$\{(LINLI_\w+):?-", text)) & demanded


def test_every_setting_of_the_file_is_explained_in_the_example():
    known = set(re.findall(r"^#?(LINLI_\w+)=", compose.EXAMPLE_ENV.read_text(), re.MULTILINE))
    assert set(re.findall(r"\$\{(LINLI_\w+)", compose.FILE.read_text())) == known


@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_health_check(name):
    part = PARTS[name]
    inherited = "HEALTHCHECK" in DOCKERFILE if part.get("build", {}).get("dockerfile") == "deploy/Dockerfile" else False
    assert inherited or part["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", NAMES)
def test_each_image_has_a_fixed_version(name):
    _, _, tag = default(PARTS[name]["image"]).partition(":")
    assert re.match(r"\d", tag)


@pytest.mark.parametrize("name", NAMES)
def test_none_is_given_power_over_the_machine(name):
    part = PARTS[name]
    assert not {"privileged", "network_mode", "pid", "ipc", "devices", "userns_mode"} & set(part)
    assert part["read_only"] is True
    assert part["cap_drop"] == ["ALL"]
    assert part["security_opt"] == ["no-new-privileges:true"]
    assert not any("docker.sock" in volume for volume in part.get("volumes", []))
    assert part.get("user") not in ("root", "0", 0)
    # What it takes to give a fresh volume to the server's own user and then to become that user.
    wanted = {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"} if name == "postgres" else set()
    assert set(part.get("cap_add", [])) <= wanted


def test_only_portal_and_broker_are_published_and_only_to_this_machine():
    published = {name: part["ports"] for name, part in PARTS.items() if "ports" in part}
    assert sorted(published) == ["portal", "rabbitmq"]
    for [port] in published.values():
        assert default(port).startswith("127.0.0.1:")


def test_what_is_not_published_has_no_way_out():
    assert compose.read()["networks"]["inside"]["internal"] is True
    assert {name for name, part in PARTS.items() if part["networks"] != ["inside"]} == {"portal", "rabbitmq"}


def test_data_is_kept_in_named_volumes():
    volumes = compose.read()["volumes"]
    for name in STORES:
        assert any(volume.partition(":")[0] in volumes for volume in PARTS[name]["volumes"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_knows_no_password_but_its_own(name):
    passwords = set(re.findall(r"LINLI_DB_PASSWORD_\w+", str(PARTS[name])))
    assert {found.partition(" ")[0] for found in passwords} == {f"LINLI_DB_PASSWORD_{name.upper()}"}
    assert PARTS[name]["build"]["args"] == {"SERVICE": name}


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "portal"])
def test_of_each_but_the_portal_there_may_be_any_number(name):
    assert not {"container_name", "hostname", "ports"} & set(PARTS[name])
