"""Each folder under libs/ and services/ is a distribution of its own: complete, and alone where it says so."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from email.parser import HeaderParser
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tests.deploy.compose import REPOSITORY, SERVICES, environment

FOLDERS = {
    path.parent.name: path.parent
    for kind in ("libs", "services")
    for path in sorted(REPOSITORY.glob(f"{kind}/*/pyproject.toml"))
}
OURS = {"linli", *(f"linli-{name}" for name in FOLDERS)}

LEFTOVERS = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")


def run(*command: str | Path, **settings: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        env=environment() | settings, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every distribution built, by its folder's name."""
    sources, built = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheels")
    for name, folder in FOLDERS.items():
        shutil.copytree(folder, sources / name, ignore=LEFTOVERS)
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    run(*pip, "--wheel-dir", built, *(sources / name for name in FOLDERS))
    found = {name: next(built.glob(f"linli_{name}-*.whl" if name != "cli" else "linli-*.whl")) for name in FOLDERS}
    assert len(list(built.iterdir())) == len(found)
    return found


def asked_for(wheel: Path) -> set[str]:
    """The names of the distributions that pip takes along."""
    with ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        headers = HeaderParser().parsestr(archive.read(metadata).decode())
    return {Requirement(text).name.lower() for text in headers.get_all("Requires-Dist", [])}


@pytest.mark.parametrize("name", FOLDERS)
def test_everything_in_its_package_is_installed_with_it(name, wheels, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheels[name])
    told = run(python, "-c", f"import importlib.util as u; print(u.find_spec({name!r}).submodule_search_locations[0])")
    installed = Path(told.strip())
    assert installed.is_relative_to(tmp_path)
    assert files_of(installed) == files_of(FOLDERS[name] / name)


def files_of(package: Path) -> set[str]:
    found = (path.relative_to(package) for path in package.rglob("*") if path.is_file())
    return {str(path) for path in found if not {"__pycache__"} & set(path.parts)}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_brings_its_migrations_along(name, wheels):
    with ZipFile(wheels[name]) as archive:
        assert f"{name}/migrations/versions/0001_first.py" in archive.namelist()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_asks_for_the_two_libraries_and_no_other_service(name, wheels):
    assert asked_for(wheels[name]) & OURS == {"linli-contracts", "linli-chassis"}


def test_the_contract_asks_for_pika_and_marshmallow_alone(wheels):
    assert asked_for(wheels["contracts"]) == {"pika", "marshmallow"}


def test_the_contract_and_the_example_subscriber_run_with_those_alone(wheels, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index",
        wheels["contracts"])  # fmt: skip
    lent = tmp_path / "lent"
    lent.mkdir()
    for package in ("pika", "marshmallow"):
        (lent / package).symlink_to(Path(str(distribution(package).locate_file(package))))
    code = (
        "import importlib, pkgutil, runpy, sys, contracts\n"
        "for module in pkgutil.walk_packages(contracts.__path__, 'contracts.'):\n"
        "    importlib.import_module(module.name)\n"
        "runpy.run_path(sys.argv[1], run_name='example')\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & set(sys.argv[2:])))"
    )
    others = [name for name in FOLDERS if name != "contracts"]
    printed = run(python, "-c", code, REPOSITORY / "examples" / "subscriber.py", *others, PYTHONPATH=str(lent))
    assert printed.splitlines()[-1] == "[]"


def test_pip_installs_the_contract_from_its_folder_with_those_alone(tmp_path):
    source = tmp_path / "contracts"
    shutil.copytree(FOLDERS["contracts"], source, ignore=LEFTOVERS)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-",
         "--no-build-isolation", str(source)],
        env=environment(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if "No matching distribution found" in done.stderr:
        pytest.skip("no package index answers")
    assert done.returncode == 0, done.stderr[-2000:]
    brought = {entry["metadata"]["name"].lower() for entry in json.loads(done.stdout)["install"]}
    assert brought == {"linli-contracts", "pika", "marshmallow"}
