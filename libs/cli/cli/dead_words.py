"""Dead letters in words: an overview, a list grouped by cause, and one of them whole."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from cli import moments
from cli.dead_letters import DeadLetter, plain
from cli.dead_queue import DeadQueue
from cli.event_names import short
from cli.screen import line, printable

_MOST_BYTES = 4_000
"""So much is shown of a body that is no JSON."""


def overview(counts: Mapping[str, int | None]) -> str:
    """How many dead letters each service has."""
    wide = max(map(len, counts), default=0)
    told = [f"{service:<{wide}}  {'no queue yet' if count is None else count}" for service, count in counts.items()]
    if any(counts.values()):
        worst = max(counts, key=lambda service: counts[service] or 0)
        told.append(f"See them with: linli dead list {worst}")
    return "\n".join(told)


def group(key: tuple[str, str, str, int | None], count: int) -> dict[str, Any]:
    """A group of letters that died of the same cause, for machines."""
    return dict(zip(("subscription", "type", "reason", "attempts"), key, strict=True)) | {"count": count}


def listed(queue: DeadQueue, letters: Sequence[DeadLetter], lines: int) -> None:
    """Print the letters by groups, at most `lines` of each (0: all)."""
    if not queue.letters:
        click.echo(f"{queue.queue} is empty: there are no dead letters.")
        return
    if not letters:
        click.echo(none(queue))
        return
    of = f" of {queue.count}" if len(letters) < queue.count else ""
    click.echo(f"{queue.queue}: {len(letters)}{of} dead letter{'s' * (queue.count > 1)}")
    groups: dict[tuple[str, str, str, int | None], list[DeadLetter]] = defaultdict(list)
    for letter in letters:
        groups[letter.group].append(letter)
    for found in sorted(groups.values(), key=len, reverse=True):
        shown = found[:lines] if lines else found
        click.echo("\n" + "\n".join(_heading(found)))
        for letter in shown:
            click.echo(_row(letter))
        if len(shown) < len(found):
            click.echo(f"         … and {len(found) - len(shown)} more (--lines 0 shows all)")


def none(queue: DeadQueue) -> str:
    """That none was meant, and what there is."""
    if not queue.letters:
        return f"{queue.queue} is empty: there are no dead letters."
    types = Counter(short(letter.type) or "without a type" for letter in queue.letters)
    there = ", ".join(f"{count} {printable(type)}" for type, count in types.most_common(8))
    return f"None of the {queue.count} dead letters in {queue.queue} matches; there are: {there}."


def shown(letter: DeadLetter) -> str:
    """Everything about one letter."""
    return "\n".join(printable(part) for text in _whole(letter) for part in text.split("\n"))


def _heading(letters: Sequence[DeadLetter]) -> Iterator[str]:
    subscription, type, reason, attempts = letters[0].group
    tried = "" if attempts is None else f", tried {attempts} time{'s' * (attempts > 1)}"
    yield printable(f"{len(letters)} × {type or 'without a type'}, from {subscription or 'an unknown queue'}{tried}")
    yield line(printable(f"    {reason}"), 4)


def _row(letter: DeadLetter) -> str:
    if letter.died:
        when = f"died {moments.shown(letter.died)}"
    elif letter.made:
        when = f"made {moments.shown(letter.made)}"
    else:
        when = ""
    return printable(f"{letter.number:>7}  {when:<19}  {letter.community or '-':<11}  {letter.id or '(no id)'}")


def _whole(letter: DeadLetter) -> Iterator[str]:
    if letter.seen.envelope:
        reading = "an event of the contract, as it should be"
    else:
        reading = f"no event of the contract: {letter.seen.fault}"
    facts = {
        "number": letter.number,
        "id": letter.id or "none",
        "type": letter.type or "none",
        "community": letter.community or "none",
        "record": letter.subject or "none",
        "died from": letter.subscription or "unknown",
        "reason": letter.reason,
        "attempts": "unknown" if letter.attempts is None else letter.attempts,
        "died": moments.shown(letter.died) if letter.died else "unknown",
        "made": moments.shown(letter.made) if letter.made else "unknown",
        "body": reading,
    }
    for name, value in facts.items():
        yield line(f"{name:<10} {value}", 11)
    yield "\nproperties"
    for name, value in letter.whole()["properties"].items():
        yield f"  {name}: {value}"
    yield "\nheaders"
    for name, value in letter.headers.items():
        yield f"  {name}: {json.dumps(plain(value), ensure_ascii=False)}"
    yield f"\nbody ({len(letter.body)} bytes)"
    yield _body(letter)


def _body(letter: DeadLetter) -> str:
    document = letter.seen.cloud_event()
    try:
        return json.dumps(document or json.loads(letter.body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        more = f"\n… and {len(letter.body) - _MOST_BYTES} bytes more" if len(letter.body) > _MOST_BYTES else ""
        return letter.body[:_MOST_BYTES].decode(errors="backslashreplace") + more
