"""`linli load` says what it needs before it asks anybody; loading itself is tested in test_loading.py."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from cli.main import linli


@pytest.fixture
def load(tmp_path, monkeypatch):
    for name in ("LINLI_URL", "LINLI_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str):
        return CliRunner().invoke(linli, ["--home", str(tmp_path / "home"), "load", *arguments])

    return run


def test_where_nothing_runs_it_says_what_to_start_or_to_give(load):
    refused = load()
    assert refused.exit_code == 1
    assert "start it with linli up" in refused.output and "--url and --token" in refused.output


def test_a_portal_elsewhere_needs_its_token(load):
    refused = load("--url", "http://127.0.0.1:9")
    assert refused.exit_code == 1
    assert "give --token too" in refused.output


def test_a_folder_without_places_is_refused_before_anything_is_sent(load, tmp_path):
    refused = load(str(tmp_path), "--url", "http://127.0.0.1:9", "--token", "t")
    assert refused.exit_code == 1
    assert f"There are no places to load in {tmp_path}" in refused.output


def test_a_folder_that_is_not_there_is_refused(load, tmp_path):
    refused = load(str(tmp_path / "nowhere"))
    assert refused.exit_code == 2
    assert "does not exist" in refused.output
