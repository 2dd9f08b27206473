"""`linli load`: places kept as data into a Linli that runs here or elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.console import Console

from cli.home import REPOSITORY
from cli.loading import load_places
from cli.main import Context
from cli.problem import Problem


@click.command()
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=REPOSITORY / "examples"
)
@click.option("--only", multiple=True, metavar="PLACE", help="Only this one of its places; may be given again.")
@click.option(
    "--url", envvar="LINLI_URL", help="The portal's address. [environment: LINLI_URL; default: the local run]"
)
@click.option("--token", envvar="LINLI_TOKEN", help="An administrator's API token. [environment: LINLI_TOKEN]")
@click.pass_obj
def load(context: Context, folder: Path, only: tuple[str, ...], url: str | None, token: str | None) -> None:
    """Load the places of FOLDER (by default the five examples), with their organisations, volunteers and accounts.

    Safe to run again: what is there already stays as it is.
    """
    address, key = _portal(context, url, token)
    console = Console(highlight=False, soft_wrap=True)
    accounts = load_places(address, key, folder, lambda place: console.print(f"Loading {place} …"), only or None)
    console.print(f"Loaded into {address}, with {len(accounts)} accounts.")


def _portal(context: Context, url: str | None, token: str | None) -> tuple[str, str]:
    """Address and administrator's token: what was given, or else those of the Linli that runs here. Raises Problem."""
    if url:
        if not token:
            raise Problem(f"For the portal at {url} give --token too.")
        return url, token
    running = context.home.running()
    if running is None:
        raise Problem(
            f"Linli is not running (folder {context.home.folder}): start it with linli up, "
            "or give --url and --token of one that runs elsewhere."
        )
    own = os.environ.get("LINLI_ADMIN_TOKEN") or context.home.secrets()["LINLI_ADMIN_TOKEN"]
    return running.portal_url, token or own
