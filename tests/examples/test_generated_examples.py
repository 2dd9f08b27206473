"""The committed example files are the ones that their tables make."""

from __future__ import annotations

import subprocess
import sys

import pytest
from openpyxl import load_workbook


@pytest.fixture(scope="module")
def made(examples, tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    command = [sys.executable, str(examples / "generate.py"), "--into", str(folder)]
    subprocess.run(command, check=True, timeout=120)
    return folder


def test_the_same_json_files_are_made_again(examples, made):
    committed = {path.relative_to(examples): path.read_bytes() for path in examples.rglob("*.json")}
    again = {path.relative_to(made): path.read_bytes() for path in made.rglob("*.json")}
    assert set(committed) == set(again)
    assert [str(path) for path in committed if committed[path] != again[path]] == []


@pytest.mark.parametrize("name", ["volunteers-sample.xlsx", "needs-sample.xlsx"])
def test_the_same_spreadsheet_is_made_again(examples, made, name):
    def cells(folder):
        sheet = load_workbook(folder / name).active
        return list(sheet.iter_rows(values_only=True)), sheet.merged_cells.ranges

    assert cells(examples) == cells(made)


def test_making_them_twice_changes_no_byte(examples, made):
    before = {path: path.read_bytes() for path in made.rglob("*.*")}
    subprocess.run([sys.executable, str(examples / "generate.py"), "--into", str(made)], check=True, timeout=120)
    assert {path: path.read_bytes() for path in made.rglob("*.*")} == before
