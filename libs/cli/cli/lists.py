"""What `linli import` and `linli export` have in common: which portal, whose token, in which language."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.importing_words import LANGUAGES, Words
from cli.main import Context
from cli.portal import Portal
from cli.problem import Problem

Command = Callable[..., Any]


def options(command: Command) -> Command:
    """The options by which a command finds the portal and its language: `url`, `token`, `lang`."""
    for option in (
        click.option(
            "--lang", type=click.Choice(LANGUAGES), help="Language of what is printed. [default: the locale's, else zh]"
        ),
        click.option("--token", envvar="LINLI_TOKEN", help="Your API token. [environment: LINLI_TOKEN]"),
        click.option(
            "--url", envvar="LINLI_URL", help="The portal's address. [environment: LINLI_URL; default: the local run]"
        ),
    ):
        command = option(command)
    return command


def words(lang: str | None) -> Words:
    """The sentences in the language asked for, else the locale's, else Chinese."""
    return Words(lang or _locale_language())


def portal(words: Words, context: Context, url: str | None, token: str | None) -> tuple[Portal, str]:
    """The portal, and a token for it: what was given, or else the Linli that runs here. Raises Problem."""
    running = context.home.running()
    if url is None:
        if running is None:
            raise Problem(words.say("no_portal", home=context.home.folder))
        url = running.portal_url
    if token is None and running is not None and url.rstrip("/") == running.portal_url.rstrip("/"):
        token = context.home.admin_token()
    if token is None:
        raise Problem(words.say("no_token", url=url))
    return Portal(url, words.language), token


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal's error output while rows go by; called with how many more have. `total`: None where that
    is not known."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda count: bar.advance(task, count)


def _locale_language() -> str:
    chosen = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "en" if chosen.startswith("en") else "zh"
