"""`linli rebuild`: a service's database made anew from the log, or compared with what the log says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from cli import place
from cli.home import Home
from cli.main import Context
from cli.problem import Problem
from cli.running import interruptible

REBUILT = ("scoring",)
"""The services whose databases follow from the log."""

PHASES = {
    "reading": "Reading the log",
    "counting": "Counting",
    "settling": "Deciding ratings",
    "catching up": "Catching up",
    "waiting for the service": "Waiting for the service to take in what waits in its queues",
    "switching": "Switching",
    "comparing": "Comparing",
}
_DIGITS = 8
"""How much of a digest is shown; with more, the names would not fit into a terminal."""

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("service")
@click.option("--check", is_flag=True, help="Change nothing: prove that the tables are what the log says.")
@click.option(
    "--amqp",
    envvar="LINLI_AMQP_URL",
    help="The broker's address. [environment: LINLI_AMQP_URL; default: the local run's]",
)
@click.option(
    "--database",
    envvar="LINLI_DATABASE_URL",
    help="The databases' address, {service} in it standing for a service. "
    "[environment: LINLI_DATABASE_URL; default: the local run's]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: what came of it.")
@click.pass_obj
def rebuild(context: Context, service: str, check: bool, amqp: str | None, database: str | None, as_json: bool) -> None:
    """Rebuild SERVICE's database from the log of all events, beside the one in use, and switch to it.

    The service goes on all the while. Exits with 1 when it is refused, or when a check finds a difference.
    """
    if service not in REBUILT:
        raise click.UsageError(f"{service} does not follow from the log; what can be rebuilt is: {', '.join(REBUILT)}.")
    settings = _settings(context.home, amqp, database)
    if find_spec(service) is None:
        raise Problem(
            f"{service} is not installed beside this command: rebuild it where it is, in containers with "
            f"docker-compose run --rm {service} python -m {service}.rebuild"
        )
    command = [sys.executable, "-m", f"{service}.rebuild", *(["--check"] if check else [])]
    ended = _run(command, {**os.environ, **settings}, quiet=as_json)
    if as_json:
        click.echo(json.dumps(ended))
    elif check:
        _show_comparison(service, ended)
    else:
        _show_rebuilt(service, ended)
    raise SystemExit(0 if ended.get("equal", True) else 1)


def _settings(home: Home, amqp: str | None, database: str | None) -> dict[str, str]:
    """The settings of the service that decide where it works: what was given, or else those of the local run.
    Raises Problem."""
    running = home.running()
    if not database and not running:
        raise Problem(
            f"Linli is not running (folder {home.folder}): start it with linli up, or give --amqp and --database of "
            "one that runs elsewhere."
        )
    chosen = database or (running.database_url if running else None)
    # Empty is as good as absent: files of its own.
    return {
        "LINLI_AMQP_URL": place.broker(home, amqp),
        "LINLI_DATABASE_URL": chosen or "",
        "LINLI_DATA": str(home.data),
    }


def _run(command: list[str], environment: Mapping[str, str], quiet: bool) -> dict[str, Any]:
    """Run the service's own program and show its progress; returns what came of it. Ends as the program
    does, with its sentence, when it was refused or interrupted."""
    ended: dict[str, Any] = {}
    # In a session of its own, so that Ctrl-C reaches it once, from here.
    with tempfile.TemporaryFile("w+") as complaints, interruptible():
        running = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True, start_new_session=True
        )
        assert running.stdout is not None
        try:
            with _shown(quiet) as show:
                for line in running.stdout:
                    told = json.loads(line)
                    if "ended" in told:
                        ended = told["ended"]
                    else:
                        show(told)
        except BaseException as error:
            running.send_signal(signal.SIGINT)
            running.stdout.read()
            if not isinstance(error, KeyboardInterrupt):
                raise
        finally:
            running.wait()
        if not ended:
            complaints.seek(0)
            said = complaints.read().strip() or f"It ended with {running.returncode} and said nothing."
            click.echo(f"Error: {said}", err=True)
            raise SystemExit(running.returncode if running.returncode > 0 else 1)
    return ended


@contextmanager
def _shown(quiet: bool) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Shows what it is told of the progress: bars on a terminal, a line a phase elsewhere."""
    if quiet or not console.is_terminal:
        phase = ""

        def tell(told: dict[str, Any]) -> None:
            nonlocal phase
            if told["phase"] != phase and not quiet:
                console.print(f"{_words(told)} …")
            phase = told["phase"]

        yield tell
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def show(told: dict[str, Any]) -> None:
            if told["phase"] not in tasks:
                for task in tasks.values():
                    progress.update(task, total=progress.tasks[task].completed or 1, completed=1)
                tasks[told["phase"]] = progress.add_task(_words(told), total=None, counted="")
            task = tasks[told["phase"]]
            progress.update(task, total=told.get("total"), completed=told.get("done", 0))
            progress.update(task, counted=_counted(told, progress.tasks[task].speed))

        yield show


def _words(told: dict[str, Any]) -> str:
    return PHASES.get(told["phase"], told["phase"])


def _counted(told: dict[str, Any], speed: float | None) -> str:
    if "done" not in told:
        return ""
    of = f" of {told['total']:,}" if "total" in told else ""
    return f"{told['done']:,}{of}" + (f", {speed:,.0f}/s" if speed else "")


def _show_rebuilt(service: str, ended: dict[str, Any]) -> None:
    console.print(
        f"Rebuilt {service} from {ended['events']:,} events in {ended['seconds']:g} s and switched to it; "
        f"{_number(ended['announced'], 'rating')} came out otherwise than announced and will be announced again."
    )
    _show_unreadable(ended)


def _show_comparison(service: str, ended: dict[str, Any]) -> None:
    table = Table(Column("table", no_wrap=True), "rows in use", "rows rebuilt", "SHA-256 in use", "SHA-256 rebuilt", "")
    for found in ended["tables"]:
        live, rebuilt = found["live"], found["rebuilt"]
        verdict = "[green]equal[/]" if found["equal"] else "[red]different[/]"
        digests = (side["digest"][:_DIGITS] for side in (live, rebuilt))
        table.add_row(found["table"], f"{live['rows']:,}", f"{rebuilt['rows']:,}", *digests, verdict)
    console.print(table)
    for found in ended["tables"]:
        for key in found["differing"]:
            console.print(f"{found['table']} differs at: {key}")
    if ended["equal"]:
        verdict = f"{service} in use and {service} rebuilt from {ended['events']:,} events are equal byte for byte."
    else:
        verdict = f"{service} in use is not what {ended['events']:,} events say; linli rebuild {service} mends that."
    console.print(verdict)
    _show_unreadable(ended)


def _show_unreadable(ended: dict[str, Any]) -> None:
    if ended["unreadable"]:
        what = _number(ended["unreadable"], "message")
        console.print(f"{what} in the log could not be read as events and were left out, as by the service.")


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
