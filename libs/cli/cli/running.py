"""`linli up`, `down`, `status` and `logs`: Linli on this machine, for a person or a script."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from cli import packages, settings
from cli.broker import installed
from cli.home import REPOSITORY
from cli.local import Local, Part, Report
from cli.main import Context
from cli.problem import Problem

if TYPE_CHECKING:
    from cli.loading import SignIn

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.option("--detach", is_flag=True, help="Go on in the background; `linli down` stops it.")
@click.option("--port", type=click.IntRange(1, 65535), help="The portal's port (default: LINLI_PORT, else 8080).")
@click.option("--without-places", is_flag=True, help="Do not load the five example places.")
@click.pass_obj
def up(context: Context, detach: bool, port: int | None, without_places: bool) -> None:
    """Start Linli, load the five example places and print the portal's address.

    Stays until Ctrl-C and then stops everything; data is kept and found again the next time.
    """
    chosen = settings.read(os.environ, port)
    local = Local(context.home, context.services)
    if not chosen.amqp_url and not installed():
        packages.install("rabbitmq", console.print)
    with interruptible():
        try:
            with _progress() as report:
                supervisord = local.start(chosen, report)
            try:
                people = [] if without_places else _load_places(chosen, context)
                _announce(chosen, people)
                if detach:
                    console.print("It runs in the background. Stop it with: [bold]linli down[/]")
                    return
                console.print("Ctrl-C stops everything; the data stays.")
                _stay(supervisord, local)
            except BaseException:
                _stop(local)
                raise
        except KeyboardInterrupt:
            console.print("Stopped.")


@click.command()
@click.pass_obj
def down(context: Context) -> None:
    """Stop Linli and every process of it, also what a crash left behind."""
    ended = Local(context.home).stop()
    if ended:
        console.print(f"Linli is stopped ({ended} processes); the data in {context.home.folder} stays.")
    else:
        console.print(f"Nothing was running (folder {context.home.folder}).")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def status(context: Context, as_json: bool) -> None:
    """Show what runs. Exits with 0 when everything is ready, 1 otherwise."""
    local = Local(context.home, context.services)
    parts = local.parts()
    running = context.home.running() if parts else None
    ready = bool(running) and all(part.ready is not False for part in parts)
    if as_json:
        report = {
            "running": bool(parts),
            "ready": ready,
            "processes": local.process_count(),
            "home": str(context.home.folder),
            "portal": running.portal_url if running else None,
            "started": running.started if running else None,
            "parts": [asdict(part) | {"log": str(part.log)} for part in parts],
        }
        click.echo(json.dumps(report, ensure_ascii=False))
    elif not parts and (left := local.process_count()):
        console.print(
            f"Linli is just stopping, or ended without stopping its parts ({left} processes). End them with: linli down"
        )
    elif not parts:
        console.print(f"Linli is not running (folder {context.home.folder}). Start it with: linli up")
    else:
        console.print(_table(parts))
        console.print(f"Portal: {running.portal_url}" if running else "Linli is still starting.")
    raise SystemExit(0 if ready else 1)


@click.command()
@click.argument("service", required=False)
@click.option("-n", "--lines", type=click.IntRange(0), default=20, show_default=True, help="How many last lines.")
@click.option("-f", "--follow", is_flag=True, help="Go on printing what is added, until Ctrl-C.")
@click.pass_obj
def logs(context: Context, service: str | None, lines: int, follow: bool) -> None:
    """Print the last lines of every log, or of SERVICE's."""
    found = {file.stem: file for file in sorted(context.home.logs.glob("*.log"))}
    if not found:
        raise Problem(f"There are no logs in {context.home.logs}: nothing was started with this folder yet.")
    if service and service not in found:
        raise Problem(f"There is no log of {service!r}; there is one of: {', '.join(found)}.")
    chosen = {service: found[service]} if service else found
    offsets = {}
    for name, file in chosen.items():
        content = file.read_bytes()
        offsets[name] = len(content)
        last = content.decode(errors="replace").splitlines()[-lines:] if lines else []
        _print_lines(name, last, labelled=not service)
    while follow:
        try:
            time.sleep(0.5)
        except KeyboardInterrupt:
            return
        for name, file in chosen.items():
            offsets[name] = _print_added(name, file, offsets[name], labelled=not service)


def _print_added(name: str, file: Path, offset: int, labelled: bool) -> int:
    """Print whole lines added after `offset` and answer where to go on; a rotated log begins anew."""
    if not file.exists():
        return 0
    if file.stat().st_size < offset:
        offset = 0
    with file.open("rb") as log:
        log.seek(offset)
        added = log.read()
    whole = added[: added.rfind(b"\n") + 1]
    _print_lines(name, whole.decode(errors="replace").splitlines(), labelled)
    return offset + len(whole)


def _print_lines(name: str, lines: list[str], labelled: bool) -> None:
    for line in lines:
        click.echo(f"{name}: {line}" if labelled else line)


def _table(parts: list[Part]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("part", "state", "ready", "process", "log"):
        table.add_column(heading)
    answers = {True: "yes", False: "[red]no[/]", None: ""}
    for part in parts:
        table.add_row(part.name, part.state, answers[part.ready], str(part.pid or ""), str(part.log))
    return table


@contextmanager
def _progress() -> Iterator[Report]:
    """A line for each part: turning until it is ready on a terminal, one plain line a step elsewhere."""
    if not console.is_terminal:
        yield lambda part, state: console.print(f"{part}: {state}")
        return
    columns = (
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        tasks = {}

        def report(part: str, state: str) -> None:
            if part not in tasks:
                tasks[part] = progress.add_task("", total=1)
            done = 0 if state == "starting" else 1
            progress.update(tasks[part], description=f"{part} {state}", completed=done)

        yield report


@contextmanager
def interruptible() -> Iterator[None]:
    """Let a closed terminal or a TERM end everything the way Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _load_places(chosen: settings.Settings, context: Context) -> Iterable[SignIn]:
    from cli.loading import load_places

    token = os.environ.get("LINLI_ADMIN_TOKEN") or context.home.secrets()["LINLI_ADMIN_TOKEN"]
    with console.status("Loading the five places …") as shown:
        return load_places(
            chosen.portal_url,
            token,
            folder=REPOSITORY / "examples",
            progress=lambda place: shown.update(f"Loading {place} …"),
        )


def _announce(chosen: settings.Settings, people: Iterable[SignIn]) -> None:
    console.print(f"\n邻里 Linli is ready: [bold]{chosen.portal_url}[/]")
    if not chosen.only_this_machine:
        console.print("Others can reach this address, so one-click demo sign-ins are off (LINLI_DEMO=1 allows them).")
        return
    console.print("Demo sign-ins, one click each and no password, are on its first page.")
    first = {person.role: person for person in reversed(list(people))}
    for role, person in reversed(first.items()):
        console.print(f"  {person.display_name} ({person.username}): {role}")


def _stay(supervisord: subprocess.Popen[bytes], local: Local) -> None:
    """Wait until Ctrl-C (KeyboardInterrupt) or until everything was stopped from elsewhere."""
    ended = supervisord.wait()
    if ended:
        raise Problem(f"Linli's supervisor ended unexpectedly ({ended}); its log is in {local.home.logs}.")
    console.print("Linli was stopped by another command.")


def _stop(local: Local) -> None:
    console.print("\nStopping …")
    local.stop()
