"""`linli load`: places kept as data into a Linli that runs here or elsewhere."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from cli.home import REPOSITORY
from cli.loading import load_places
from cli.main import Context
from cli.place import find


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
    place = find(context.home, url=url, token=token)
    console = Console(highlight=False, soft_wrap=True)
    accounts = load_places(
        place.url, place.token, folder, lambda name: console.print(f"Loading {name} …"), only or None
    )
    console.print(f"Loaded into {place.url}, with {len(accounts)} accounts.")
