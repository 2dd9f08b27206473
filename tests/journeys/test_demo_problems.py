"""What `linli demo` says when it cannot be played: one clear sentence, exit code 1, no traceback, nothing on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import linli

from tests.system import System

SILENT = "127.0.0.1:1"
"""Nobody listens there."""


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--token", "not-a-token"], "does not accept the token"),
        (["--url", f"http://{SILENT}"], f"No portal answers at http://{SILENT}"),
        (["--url", "somewhere"], "No portal answers at somewhere"),
        (["--amqp", f"amqp://{SILENT}/"], f"No broker answers at {SILENT}"),
        (["--amqp", "somewhere"], "--amqp takes the address of a broker"),
    ],
    ids=["token", "portal", "address", "broker", "broker-address"],
)
def test_what_was_given_will_not_do(system: System, options: list[str], sentence: str) -> None:
    says(system, options, sentence)


def test_the_token_of_somebody_else_will_not_do(system: System) -> None:
    with system.as_person("xiezhuang-worker-1") as worker:
        token = worker.headers["Authorization"].removeprefix("Bearer ")
    says(system, ["--token", token], "xiezhuang-worker-1's, who is no administrator")


def says(system: System, options: list[str], sentence: str) -> None:
    demo = system.demo("--json", *options)
    printed, said = demo.communicate(timeout=60)
    assert (demo.returncode, printed) == (1, "")
    assert sentence in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({}, "Linli is not running"), ({"LINLI_URL": f"http://{SILENT}"}, "give --token and --amqp too")],
    ids=["nothing", "half"],
)
def test_nothing_runs_or_half_is_given(given: dict[str, str], sentence: str, tmp_path: Path) -> None:
    environment = dict.fromkeys(("LINLI_URL", "LINLI_TOKEN", "LINLI_AMQP_URL")) | given
    done = CliRunner().invoke(linli, ["--home", str(tmp_path / "none"), "demo"], env=environment)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert list(tmp_path.iterdir()) == []
