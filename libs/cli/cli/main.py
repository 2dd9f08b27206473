"""The `linli` command. Each command lives in a module of its own, imported only when it is asked for."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

import click

from cli import services
from cli.home import Home, default_folder

COMMANDS: Mapping[str, str] = {
    "up": "cli.running:up",
    "down": "cli.running:down",
    "status": "cli.running:status",
    "logs": "cli.running:logs",
    "demo": "cli.demo:demo",
    "load": "cli.load:load",
    "import": "cli.importing:import_",
    "export": "cli.exporting:export",
    "events": "cli.events:events",
    "outbox": "cli.outbox:outbox",
    "dead": "cli.dead:dead",
    "rebuild": "cli.rebuilding:rebuild",
}
"""Every command as `module:attribute`, the attribute a click command; a line here registers another."""


@dataclass(frozen=True)
class Context:
    """What commands are given, with `@click.pass_obj`."""

    home: Home
    services: Mapping[str, list[str]]


class Commands(click.Group):
    """The commands of COMMANDS whose module is installed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, target in COMMANDS.items() if find_spec(target.partition(":")[0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        return getattr(importlib.import_module(module), attribute)


@click.group(cls=Commands)
@click.option(
    "--home",
    metavar="FOLDER",
    help="Where this Linli keeps everything. [default: .linli in the repository; environment: LINLI_HOME]",
)
@click.version_option(package_name="linli", message="Linli %(version)s")
@click.pass_context
def linli(ctx: click.Context, home: str | None) -> None:
    """Run, watch, demonstrate and feed a Linli."""
    folder = home or os.environ.get("LINLI_HOME") or default_folder()
    ctx.obj = Context(Home(folder), ctx.obj or services.COMMANDS)


def main(commands: Mapping[str, list[str]] | None = None) -> None:
    """The command's entry point; `commands` replaces the programs of the services (tests bring stand-ins)."""
    linli(obj=commands)
