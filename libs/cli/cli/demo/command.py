"""`linli demo`: a working day in one community, through the public API alone, seen on the bus as it happens."""

from __future__ import annotations

import json
import secrets
from functools import partial

import click
from rich.console import Console

from cli.demo import outcome
from cli.demo.day import Day
from cli.demo.material import Material, load
from cli.demo.need import Person
from cli.demo.report import Report
from cli.demo.watch import Watch
from cli.main import Context
from cli.place import find
from cli.portal import Portal, Refused
from cli.problem import Problem


@click.command()
@click.option(
    "--url", envvar="LINLI_URL", help="The portal's address. [environment: LINLI_URL; default: the local run]"
)
@click.option("--token", envvar="LINLI_TOKEN", help="An administrator's API token. [environment: LINLI_TOKEN]")
@click.option("--amqp", envvar="LINLI_AMQP_URL", help="The broker's address. [environment: LINLI_AMQP_URL]")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the report."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: events, stars, departments.")
@click.pass_obj
def demo(context: Context, url: str | None, token: str | None, amqp: str | None, lang: str, as_json: bool) -> None:
    """Play a working day in 协庄社区 and print each event as it passes on the bus, then what came of it.

    Thirty needs go from report to rating; departments are whistled for, one of which comes late and one never.
    Each time adds one more day.
    """
    place = find(context.home, url=url, token=token, amqp=amqp)
    console = Console(highlight=False, soft_wrap=True, quiet=as_json)
    report = Report(console, lang)
    run = secrets.token_hex(6)
    material = load()
    portal = Portal(place.url, lang)
    try:
        people = _people(portal, place.token, material, run)
        with Watch(place.amqp_url, f"demo.{run}", report.event) as watch:
            report.begin(material.title[lang], len(material.needs))
            look = partial(outcome.boards, portal, place.token, material.community)
            before = look()
            played = Day(material, people, portal, watch, run).play()
            boards = outcome.counted(look, before, played, watch)
            events = list(watch.seen)
    except Refused as refused:
        raise Problem(f"The portal at {place.url} refused {refused.problem.get('instance', '')}: {refused}") from None
    finally:
        portal.close()
    if as_json:
        told = [envelope.to_dict() for envelope in events]
        found = {"events": told, "stars": boards.stars["items"], "departments": boards.departments["items"]}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        report.outcome(boards, events)
        report.farewell(place.url, material.community)


def _people(portal: Portal, admin_token: str, material: Material, run: str) -> dict[str, Person]:
    """Everybody who plays a part, signed in. Raises Problem when the token is no administrator's or the places with
    their accounts are not loaded."""
    try:
        admin = portal.get("/me", admin_token, patience=0)
    except Refused as refused:
        raise Problem(f"The portal at {portal.url} does not accept the token of --token: {refused}") from None
    if "district_admin" not in admin["roles"]:
        raise Problem(
            f"The token of --token is {admin['username']}'s, who is no administrator: give an administrator's."
        )
    people = {}
    for username in material.usernames():
        key = f"demo-{run}-{username}"
        try:
            made = portal.post(f"/accounts/{username}/tokens", admin_token, key, {"name": "linli demo", "days": 1})
        except Refused as refused:
            if refused.status != 404:
                raise
            raise Problem(
                f"The portal at {portal.url} has no account {username}: the example places are not loaded. "
                "Load them with: linli load (and the same --url and --token)."
            ) from None
        account = portal.get("/me", made["token"])
        people[username] = Person(username, made["token"], account["volunteer_id"])
    return people
