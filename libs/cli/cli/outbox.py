"""`linli outbox`: what each service still has to tell, and since when; from the databases alone, so that it works
while the broker is away."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table

from chassis import settings
from cli import moments
from cli.event_names import short
from cli.main import Context
from cli.outboxes import Outbox, look
from cli.problem import Problem
from cli.services import on_the_bus

LONGEST_SECONDS = 60
"""What waits longer than this is a matter for somebody."""

_PAUSE_SECONDS = 2.0

Print = Callable[[Sequence[Outbox]], None]


@click.command()
@click.argument("service", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; with --watch, one a line.")
@click.option("--watch", is_flag=True, help="Look again every two seconds, until Ctrl-C.")
@click.option(
    "--database",
    envvar="LINLI_DATABASE_URL",
    help="The databases' address, {service} in it standing for a service. "
    "[environment: LINLI_DATABASE_URL; default: the local run's]",
)
@click.pass_obj
def outbox(context: Context, service: str | None, as_json: bool, watch: bool, database: str | None) -> None:
    """Show which events wait to be sent, since when.

    Of SERVICE or of all; and when the last one left. Exits with 0 when nothing waits longer than a minute, with 1 when
    something does or a database cannot be read.
    """
    urls = _urls(context, service, database)
    found: list[Outbox] = []
    try:
        with _printer(as_json, watch) as show:
            while True:
                found = [look(name, url) for name, url in urls.items()]
                show(found)
                if not watch:
                    break
                time.sleep(_PAUSE_SECONDS)
    except KeyboardInterrupt:
        click.echo()
    raise SystemExit(1 if any(map(_is_late, found)) else 0)


def _urls(context: Context, service: str | None, database: str | None) -> Mapping[str, str]:
    """The database of each service that is asked for. Raises Problem."""
    services = on_the_bus(context.services)
    if service and service not in services:
        near = get_close_matches(service, services, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(services)}."
        raise Problem(f"There is no service {service!r} with an outbox; {hint}")
    running = context.home.running()
    chosen = database or (running.database_url if running else None)
    if chosen and not service and "{service}" not in chosen:
        raise Problem("--database takes an address with {service} in it, since each service has its own database.")
    if not chosen and not context.home.data.is_dir():
        raise Problem(
            f"Linli never ran in folder {context.home.folder}: start it with linli up, "
            "or give --database, where the databases of one stand that runs elsewhere."
        )
    try:
        known = replace(settings.read(), database_url=chosen, data=context.home.data)
    except settings.WrongSetting as error:
        raise Problem(str(error)) from None
    return {name: known.database_url_of(name) for name in ([service] if service else services)}


def _is_late(outbox: Outbox) -> bool:
    return bool(outbox.fault) or outbox.age(datetime.now(UTC)).total_seconds() > LONGEST_SECONDS


@contextmanager
def _printer(as_json: bool, watch: bool) -> Iterator[Print]:
    """How each look is shown: on a terminal that watches, in place of the one before."""
    console = Console(highlight=False)
    if as_json:
        yield lambda found: click.echo(_document(found))
    elif watch and console.is_terminal:
        with Live(console=console, auto_refresh=False) as live:
            yield lambda found: live.update(_table(found), refresh=True)
    else:
        yield lambda found: console.print(_table(found))


def _document(found: Sequence[Outbox]) -> str:
    now = datetime.now(UTC)
    services = [
        {
            "service": outbox.service,
            "waiting": outbox.count,
            "oldest": outbox.oldest.isoformat() if outbox.oldest else None,
            "oldest_seconds": round(outbox.age(now).total_seconds()) if outbox.oldest else None,
            "types": outbox.waiting,
            "last_sent": outbox.last_sent.isoformat() if outbox.last_sent else None,
            "problem": outbox.fault or None,
        }
        for outbox in found
    ]
    return json.dumps({"ok": not any(map(_is_late, found)), "services": services}, ensure_ascii=False)


def _table(found: Sequence[Outbox]) -> Table:
    now = datetime.now(UTC)
    table = Table(box=None, pad_edge=False)
    for heading in ("service", "waits", "since", "last sent"):
        table.add_column(heading, justify="right" if heading == "waits" else "left", no_wrap=True)
    table.add_column("what")
    for outbox in found:
        if outbox.fault:
            table.add_row(outbox.service, "[red]?[/]", "", "", f"[red]{outbox.fault}[/]")
            continue
        age = moments.age(outbox.age(now)) if outbox.oldest else ""
        table.add_row(
            outbox.service,
            str(outbox.count),
            f"[red]{age}[/]" if _is_late(outbox) else age,
            moments.shown(outbox.last_sent) if outbox.last_sent else "never",
            ", ".join(f"{count} {short(type)}" for type, count in outbox.waiting.items()),
        )
    return table
