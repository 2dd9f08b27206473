"""`linli dead`: the messages no service could handle, for whoever is called because of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli import dead_queue, dead_words, place
from cli.dead_letters import DeadLetter, Selection
from cli.dead_queue import DeadQueue
from cli.dead_records import Records, kept_by_default
from cli.main import Context
from cli.problem import Problem
from cli.services import on_the_bus

LONGEST_SECONDS = 20 * 60
"""How long letters may be in hand: after thirty minutes the broker takes them back."""

Command = Callable[..., Any]

_amqp = click.option(
    "--amqp",
    envvar="LINLI_AMQP_URL",
    help="The broker's address. [environment: LINLI_AMQP_URL; default: the local run]",
)


def _filters(command: Command) -> Command:
    for option in (
        click.option("--subscription", default="", metavar="NAME", help="Only from this, such as record_services."),
        click.option("--id", "ids", multiple=True, metavar="ID", help="Only this one; repeatable."),
        click.option("--type", default="", metavar="TYPE", help="Only this event type, such as ServiceCompleted."),
        click.option("--reason", default="", metavar="TEXT", help="Only where the reason contains this."),
    ):
        command = option(command)
    return command


def _acting(command: Command) -> Command:
    """What those commands take that do something."""
    for option in (
        _amqp,
        click.option("--because", default="", metavar="TEXT", help="Why you do it, for dead.log."),
        click.option("--dry-run", is_flag=True, help="Only show which these are."),
        click.option("--first", type=click.IntRange(1), metavar="N", help="Only the N longest dead of them."),
        click.option("--all", "everything", is_flag=True, help="All of them."),
        _filters,
        click.argument("named", nargs=-1, metavar="[ID]…"),
        click.argument("service"),
    ):
        command = option(command)
    return command


@click.group()
def dead() -> None:
    """Look at dead letters, send them back or throw them away.

    What a service cannot handle ends in the queue SERVICE.dead, with its reason. Looking changes nothing.
    """


@dead.command("list")
@click.argument("service", required=False)
@_filters
@click.option(
    "-n", "--lines", type=click.IntRange(0), default=10, show_default=True, help="How many of each group; 0 for all."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_amqp
@click.pass_obj
def list_(context: Context, service: str | None, lines: int, as_json: bool, amqp: str | None, **filters: Any) -> None:
    """Print the dead letters of SERVICE by cause.

    Without SERVICE, how many each service has.
    """
    url = place.broker(context.home, amqp)
    if service is None:
        if any(filters.values()):
            raise click.UsageError("Filters need a SERVICE.")
        counts = dead_queue.counts(url, on_the_bus(context.services))
        click.echo(json.dumps(counts) if as_json else dead_words.overview(counts))
        return
    queue = _look(context, url, service)
    found = Selection(**filters).of(queue.letters)
    if not as_json:
        dead_words.listed(queue, found, lines)
        return
    groups = [dead_words.group(key, count) for key, count in Counter(letter.group for letter in found).items()]
    letters = [letter.summary() for letter in found]
    report = {"queue": queue.queue, "count": queue.count, "groups": groups, "letters": letters}
    click.echo(json.dumps(report, ensure_ascii=False))


@dead.command()
@click.argument("service")
@click.argument("which", metavar="ID|NUMBER")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a letter.")
@_amqp
@click.pass_obj
def show(context: Context, service: str, which: str, as_json: bool, amqp: str | None) -> None:
    """Print everything about one dead letter.

    By its id, or its number in the list.
    """
    url = place.broker(context.home, amqp)
    queue = _look(context, url, service)
    found = [letter for letter in queue.letters if letter.named(which)]
    if not found and which.isascii() and which.isdigit():
        found = [letter for letter in queue.letters if letter.number == int(which)]
    if not found:
        raise Problem(
            f"{queue.queue} has no dead letter {which} (it has {queue.count}). See them with: linli dead list {service}"
        )
    for letter in found:
        click.echo(json.dumps(letter.whole(), ensure_ascii=False) if as_json else dead_words.shown(letter))


@dead.command()
@_acting
@click.option("--rate", type=click.FloatRange(0.01), metavar="N", help="No more than N a second.")
@click.pass_obj
def replay(
    context: Context,
    service: str,
    dry_run: bool,
    because: str,
    amqp: str | None,
    rate: float | None,
    **selecting: Any,
) -> None:
    """Send dead letters back to be tried anew.

    Each goes to the one queue it died from. Say which: ids, filters, or --all. It leaves here once the broker has it
    there; what was handled before is known by its id and changes nothing.
    """
    selection = _selection(**selecting)
    url = place.broker(context.home, amqp)
    if dry_run:
        _rehearse(_look(context, url, service), selection, "sent back")
        return
    sent: Counter[str] = Counter()
    left: Counter[str] = Counter()
    with _held(context, url, service) as queue:
        chosen = _chosen(queue, selection)
        if rate:
            _refuse_slow(len(chosen), rate)
        with Records(context.home, service, because) as records, _progress("Replaying", chosen) as letters:
            for letter in letters:
                if not letter.subscription or not queue.send_back(letter):
                    left[letter.subscription] += 1
                    continue
                records.note("replayed", letter)
                queue.remove(letter)
                sent[letter.subscription] += 1
                if rate:
                    queue.pause(1 / rate)
    for subscription, count in sent.items():
        click.echo(f"{count} sent back to {subscription}.")
    if sent:
        click.echo(f"See whether they stay away with: linli dead list {service}")
    if left:
        raise Problem(
            "\n".join(
                f"{count} stay here: "
                + (f"the queue {name} is gone, or takes no more." if name else "nobody noted the queue they died from.")
                for name, count in left.items()
            )
        )


@dead.command()
@_acting
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--keep",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file that a copy of each is added to. [default: one in the folder discarded of Linli's home]",
)
@click.pass_obj
def discard(
    context: Context,
    service: str,
    dry_run: bool,
    because: str,
    amqp: str | None,
    yes: bool,
    keep: Path | None,
    **selecting: Any,
) -> None:
    """Throw dead letters away, keeping a copy.

    Say which: ids, filters, or --all. The copies, whole, are JSON lines in a file.
    """
    selection = _selection(**selecting)
    url = place.broker(context.home, amqp)
    if dry_run:
        _rehearse(_look(context, url, service), selection, "discarded")
        return
    agreed = None if yes else _ask(_look(context, url, service), selection)
    kept = keep or kept_by_default(context.home, service)
    with _held(context, url, service) as queue:
        chosen = _chosen(queue, selection)
        if agreed is not None:
            # What came while the question stood was not asked about.
            chosen = [letter for letter in chosen if letter.key in agreed]
        with Records(context.home, service, because, kept) as records, _progress("Discarding", chosen) as letters:
            records.keep(chosen)
            for letter in letters:
                records.note("discarded", letter)
                queue.remove(letter)
    click.echo(f"{len(chosen)} discarded; copies are in {kept}.")


def _selection(named: Sequence[str], ids: Sequence[str], everything: bool, **others: Any) -> Selection:
    selection = Selection(ids=(*named, *ids), everything=everything, **others)
    if selection.is_empty:
        raise click.UsageError("Say which: ids, a filter such as --reason or --type, or --all.")
    return selection


def _chosen(queue: DeadQueue, selection: Selection) -> list[DeadLetter]:
    if missing := selection.missing(queue.letters):
        raise Problem(f"{queue.queue} has no dead letter {', '.join(missing)}, so nothing was done.")
    chosen = selection.of(queue.letters)
    if not chosen:
        raise Problem(dead_words.none(queue))
    return chosen


def _rehearse(queue: DeadQueue, selection: Selection, what: str) -> None:
    chosen = _chosen(queue, selection)
    dead_words.listed(queue, chosen, 0)
    click.echo(f"\n{len(chosen)} would be {what}; nothing was done.")


def _ask(queue: DeadQueue, selection: Selection) -> set[Any]:
    """The keys of the letters that a person agrees to have discarded. Ends the command where nobody does."""
    chosen = _chosen(queue, selection)
    dead_words.listed(queue, chosen, 10)
    click.confirm(f"\nDiscard {len(chosen)} of {queue.count}?", abort=True)
    return {letter.key for letter in chosen}


def _refuse_slow(count: int, rate: float) -> None:
    if count / rate <= LONGEST_SECONDS:
        return
    raise Problem(
        f"{count} at {rate:g} a second takes longer than the {LONGEST_SECONDS // 60} minutes for which letters can be "
        f"held: give --rate {-(-count // LONGEST_SECONDS)}, or --first {int(rate * LONGEST_SECONDS)} of them at a time."
    )


def _look(context: Context, url: str, service: str) -> DeadQueue:
    """The dead letters as they are now, put back already: a reader may take as long as he likes."""
    with _held(context, url, service) as queue:
        return queue


@contextmanager
def _held(context: Context, url: str, service: str) -> Iterator[DeadQueue]:
    with dead_queue.held(url, service, on_the_bus(context.services)) as queue:
        yield queue


@contextmanager
def _progress(doing: str, letters: Sequence[DeadLetter]) -> Iterator[Iterator[DeadLetter]]:
    """The letters, with a bar on a terminal."""
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield iter(progress.track(letters))
