"""deploy/Dockerfile as it stands: where it takes things from, and as whom it runs."""

from __future__ import annotations

import json
import re

from tests.deploy.compose import REPOSITORY

TEXT = (REPOSITORY / "deploy" / "Dockerfile").read_text()
STEPS = [line for line in re.sub(r"\\\n", " ", TEXT).splitlines() if line and not line.startswith("#")]


def steps(word: str) -> list[str]:
    return [line.removeprefix(word).strip() for line in STEPS if line.startswith(f"{word} ")]


def test_every_stage_stands_on_the_same_python():
    bases = {step.partition(" ")[0] for step in steps("FROM")}
    assert bases - {"wheels"} == {"python:3.13-slim"}


def test_it_names_no_package_index():
    # The health check's own address is the container's.
    assert re.findall(r"https?://([^/:'\"{]+)", TEXT) == ["127.0.0.1"]
    assert not re.search(r"index-url|trusted-host|INDEX_URL|TRUSTED_HOST", TEXT)


def test_packages_come_from_the_lock_with_hashes():
    fetched = [step for step in steps("RUN") if " pip " in step and "PIP_NO_INDEX" not in step]
    first, *others = fetched
    assert "--require-hashes" in first and "requirements.lock" in first
    assert others and all(step.partition(" pip ")[2].startswith("install /src/") for step in others)
    assert any("PIP_NO_INDEX=1" in step for step in steps("ENV"))


def test_it_runs_as_nobody_of_importance():
    assert [int(user) for user in steps("USER")][-1] >= 1000


def test_the_service_becomes_process_1():
    [form] = steps("CMD")
    shell, option, script = json.loads(form)
    assert (shell, option) == ("sh", "-c")
    assert all(part.strip().startswith("exec ") for part in re.findall(r"(?:then|else) ([^;]+);", script))


def test_only_what_an_image_needs_is_sent_to_the_engine():
    rules = [line for line in (REPOSITORY / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert rules[0] == "*"
    assert {rule for rule in rules if rule[0] == "!"} == {
        "!requirements.lock", "!libs/contracts", "!libs/chassis", "!services",
    }  # fmt: skip
