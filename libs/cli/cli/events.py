"""`linli events`: what passes on the bus, and what has passed, from the log that keeps every event."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import click

from cli import event_lines, event_names, moments, place, screen
from cli.bus import connect
from cli.main import Context
from cli.problem import Problem
from contracts.log import Entry, Log, LogUnavailable

_LONGEST_PAUSE = 10.0

Start = int | datetime | Literal["first"]
"""An offset, a moment, or the beginning."""


@click.command()
@click.option(
    "--from",
    "start",
    metavar="first|TIME|OFFSET",
    help=f"Begin there instead of now. TIME: {moments.TAKES}; without a zone, the district's.",
)
@click.option(
    "-f/-F",
    "--follow/--no-follow",
    default=True,
    help="Go on with what comes, until Ctrl-C (the default), or end with the newest.",
)
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only this, such as ServiceCompleted; repeatable.")
@click.option("--community", "communities", multiple=True, metavar="CODE", help="Only this; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print CloudEvents, one a line.")
@click.option(
    "--amqp",
    envvar="LINLI_AMQP_URL",
    help="The broker's address. [environment: LINLI_AMQP_URL; default: the local run]",
)
@click.pass_obj
def events(
    context: Context,
    start: str | None,
    follow: bool,
    types: tuple[str, ...],
    communities: tuple[str, ...],
    as_json: bool,
    amqp: str | None,
) -> None:
    """Print events as they pass, or have passed.

    One on each line: offset, time, type, community, record, data. Ctrl-C ends it. On a terminal the ids in an event's
    data are cut to their last characters; in a pipe and with --json they are whole.
    """
    if start is None and not follow:
        raise click.UsageError("--no-follow needs --from: where to begin.")
    wanted = event_names.known(types)
    begin = _start(start)
    url = place.broker(context.home, amqp)
    connect(url).close()
    whole_ids = not sys.stdout.isatty()
    try:
        for entry in _entries(url, begin, follow):
            seen = event_lines.read(entry.offset, entry.body)
            if (wanted and seen.type not in wanted) or (communities and seen.community not in communities):
                continue
            if not as_json:
                click.echo(screen.line(event_lines.written(seen, whole_ids), event_lines.INDENT))
            elif document := seen.cloud_event():
                click.echo(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
            else:
                click.echo(event_lines.written(seen, whole_ids), err=True)
    except KeyboardInterrupt:
        return


def _start(text: str | None) -> Start | None:
    """Where to begin; None for now."""
    if text is None:
        return None
    if text == "first":
        return "first"
    if text.isascii() and text.isdigit():
        return int(text)
    now = datetime.now(UTC)
    try:
        moment = moments.parse(text, now)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is none of: first, an offset, or a time such as {moments.TAKES}.", param_hint="--from"
        ) from None
    if moment > now:
        raise click.BadParameter(f"{text!r} is still to come.", param_hint="--from")
    return moment


def _entries(url: str, start: Start | None, follow: bool) -> Iterator[Entry]:
    """The log from `start` on. While it is followed, a broker that goes away is waited for."""
    bounds = _bounds(url)
    first, last = bounds or (0, -1)
    if isinstance(start, int) and start > last:
        raise Problem(f"The log has no offset {start} yet: {_extent(bounds)}.")
    if isinstance(start, int) and start < first:
        click.echo(f"The log no longer has offset {start}: {_extent(bounds)}.", err=True)
    if not follow and bounds is None:
        return
    at: Start = start if start is not None else last + 1 if bounds else "first"
    pause = 1.0
    while True:
        try:
            with Log(url) as log:
                for entry in log.read(at, until=None if follow else last):
                    at, pause = entry.offset + 1, 1.0
                    yield entry
            return
        except LogUnavailable as error:
            if not follow:
                raise Problem(str(error)) from None
            click.echo(f"{error} Trying again in {pause:.0f} s …", err=True)
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def _bounds(url: str) -> tuple[int, int] | None:
    with Log(url, prefetch=100) as log:
        try:
            return log.bounds()
        except LogUnavailable as error:
            raise Problem(str(error)) from None


def _extent(bounds: tuple[int, int] | None) -> str:
    return f"it goes from {bounds[0]} to {bounds[1]}" if bounds else "it is empty"
