"""Opening an account and recognising who signs in: the same for the API and the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chassis.refusals import Invalid

from . import accounts
from .asker import asker, command_id
from .models import Account
from .once import once
from .portal import portal
from .problems import NotSignedIn


def recognise(username: str, password: str) -> Account:
    """The account with this user name and password. Raises `NotSignedIn`, the same for either being wrong."""
    with portal().database.reading() as session:
        account = accounts.by_username(session, username)
    if account is None or not accounts.password_matches(account, password):
        if account is None:
            accounts.password_matches(None, password)
        raise NotSignedIn("wrong_credentials")
    return account


def open_account(asked: dict[str, Any], shown: Callable[[Account], dict[str, Any]]) -> dict[str, Any]:
    """Open the account `asked` for (`OpenAccount`, loaded) as the person who asks may; answers it as `shown`.

    Raises `Forbidden`, `Invalid` (unknown community or organisation, no password) and `Conflict` (name taken).
    """
    opener = asker().account
    wanted = {**asked, "communities": sorted({*asked["communities"], *filter(None, [asked["community"]])})}
    if _for_oneself(opener):
        if not wanted["communities"]:
            raise Invalid({"community": ["required"]})
        if wanted["password"] is None:
            raise Invalid({"password": [f"password_required:{accounts.SHORTEST_PASSWORD}"]})
    accounts.may_open(opener, wanted)
    _check_references(wanted)
    password_hash = accounts.hash_password(wanted["password"]) if wanted["password"] else None
    return once(
        command_id(),
        ["open_account", asked],
        lambda tx: shown(accounts.open_account(tx, wanted, password_hash)),
    )


def _for_oneself(opener: Account | None) -> bool:
    return opener is None or not {"district_admin", "community_worker"}.intersection(opener.roles)


def _check_references(wanted: dict[str, Any]) -> None:
    faults: dict[str, list[str]] = {}
    if wanted["communities"]:
        known = {place["code"] for place in portal().query("volunteer", "places", {"kind": "community"})["items"]}
        if not known.issuperset(wanted["communities"]):
            faults["community" if wanted["community"] not in known else "communities"] = ["unknown"]
    if wanted["organisation"]:
        known = {one["code"] for one in portal().query("volunteer", "organisations", {})["items"]}
        if wanted["organisation"] not in known:
            faults["organisation"] = ["unknown"]
    if faults:
        raise Invalid(faults)
