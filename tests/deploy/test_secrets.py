"""Secrets for docker-compose.yml: how they are made, and what refuses those that would not work."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.deploy.compose import REPOSITORY, SECRETS, SERVICES

PASSWORDS = {f"LINLI_DB_PASSWORD_{name.upper()}": f"{name}-1" for name in SERVICES}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "deploy").mkdir()
    for name in ("new-env.sh", "example.env"):
        shutil.copy(REPOSITORY / "deploy" / name, tmp_path / "deploy")
    return tmp_path


def new_env(folder: Path) -> dict[str, str]:
    subprocess.run(["bash", "deploy/new-env.sh"], cwd=folder, check=True, capture_output=True)
    lines = (folder / ".env").read_text().splitlines()
    settings = [line for line in lines if line and not line.startswith("#")]
    assert len({line.partition("=")[0] for line in settings}) == len(settings)
    return dict(line.split("=", 1) for line in settings)


def test_each_secret_is_made_at_random_and_kept_from_others(copy):
    made = new_env(copy)
    assert set(made) == set(SECRETS)
    assert len(set(made.values())) == len(SECRETS)
    assert all(len(value) == 48 and value.isalnum() for value in made.values())
    assert stat.S_IMODE((copy / ".env").stat().st_mode) == 0o600


def test_what_is_set_stays_and_what_is_new_is_added(copy):
    made = new_env(copy)
    with (copy / "deploy" / "example.env").open("a") as file:
        file.write("LINLI_NEW_SECRET=\n")
    again = new_env(copy)
    assert again.pop("LINLI_NEW_SECRET")
    assert again == made


@pytest.mark.parametrize("password", ["", "two words", 'quo"te', "at@sign", "a/b", "a\nb", "秘密"])
def test_the_broker_refuses_a_password_that_cannot_stand_in_an_address(password):
    refused = subprocess.run(
        ["sh", str(REPOSITORY / "deploy" / "rabbitmq" / "start.sh")],
        env=os.environ | {"LINLI_BROKER_PASSWORD": password}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 2
    assert "LINLI_BROKER_PASSWORD takes letters, digits, - and _" in refused.stderr


def services_sh(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(REPOSITORY / "deploy" / "postgres" / "services.sh")],
        env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("password", ["", "two words", "it's", "at@sign"])
def test_postgresql_refuses_a_password_that_cannot_stand_in_an_address(password):
    refused = services_sh(**PASSWORDS | {"LINLI_DB_PASSWORD_VOLUNTEER": password})
    assert refused.returncode == 2
    assert "LINLI_DB_PASSWORD_VOLUNTEER takes letters, digits, - and _" in refused.stderr
