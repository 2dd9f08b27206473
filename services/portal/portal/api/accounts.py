"""Signing in, accounts, their tokens and feed keys."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from chassis import Transaction
from chassis.refusals import Forbidden

from .. import accounts as book
from .. import enrolment, feed_keys
from ..asker import asker, command_id, signed_in
from ..limits import limit_sign_in
from ..models import Account
from ..once import once
from ..portal import portal
from . import schemas
from .blueprint import Blueprint

accounts = Blueprint("accounts", __name__, url_prefix="/api/v1", description="Signing in, accounts and their tokens.")

SIGN_IN_TOKEN = "sign-in"


@accounts.route("/sign-in", methods=["POST"])
@limit_sign_in
@accounts.arguments(schemas.SignIn)
@accounts.response(200, schemas.SignedIn)
def sign_in(body: dict[str, Any]) -> Response:
    """Sign in and receive a token."""
    account = enrolment.recognise(body["username"], body["password"])
    return jsonify({**_make_token(account, SIGN_IN_TOKEN, book.TOKEN_DAYS, body), "account": _shown(account)})


@accounts.route("/sign-out", methods=["POST"])
@accounts.arguments(schemas.Request, required=False)
@accounts.response(200, schemas.SignedOut)
def sign_out(body: dict[str, Any]) -> Response:
    """Revoke the token that this request carries."""
    with portal().database.transaction() as tx:
        book.revoke(tx, asker().token or "")
    return jsonify({"signed_out": True})


@accounts.route("/me")
@accounts.response(200, schemas.AccountShown)
def me() -> Response:
    """Read your own account."""
    return jsonify(_shown(signed_in()))


@accounts.route("/accounts", methods=["POST"])
@limit_sign_in
@accounts.arguments(schemas.OpenAccount)
@accounts.response(201, schemas.AccountShown)
def open_account(body: dict[str, Any]) -> tuple[Response, int]:
    """Open an account: a resident their own, an administrator or a worker others'."""
    return jsonify(enrolment.open_account(body, _shown)), 201


@accounts.route("/accounts/<username:username>")
@accounts.response(200, schemas.AccountShown)
def account(username: str) -> Response:
    """Read an account: your own, or as administrator any."""
    return jsonify(_shown(_owned(username)))


@accounts.route("/accounts/<username:username>/tokens")
@accounts.response(200, schemas.TokensShown)
def tokens(username: str) -> Response:
    """List the tokens of an account, without their texts."""
    owner = _owned(username)
    with portal().database.reading() as session:
        found = book.tokens_of(session, owner.person_id)
        return jsonify(schemas.TokensShown().dump({"items": found}))


@accounts.route("/accounts/<username:username>/tokens", methods=["POST"])
@accounts.arguments(schemas.MakeToken)
@accounts.response(201, schemas.TokenMade)
def make_token(body: dict[str, Any], username: str) -> tuple[Response, int]:
    """Make a token for an account: your own, or as administrator any."""
    return jsonify(_make_token(_owned(username), body["name"], body["days"], {**body, "username": username})), 201


@accounts.route("/accounts/<username:username>/tokens/<id:token_id>", methods=["DELETE"])
@accounts.response(200, schemas.TokenRevoked)
def revoke_token(username: str, token_id: str) -> Response:
    """Revoke a token."""
    owner = _owned(username)
    with portal().database.transaction() as tx:
        book.revoke_by_id(tx, owner.person_id, token_id)
    return jsonify({"token_id": token_id})


@accounts.route("/accounts/<username:username>/feed-key")
@accounts.response(200, schemas.FeedKeyShown)
def feed_key(username: str) -> Response:
    """Read since when an account has a feed key, without its text."""
    owner = _owned(username)
    with portal().database.reading() as session:
        return jsonify(schemas.FeedKeyShown().dump(feed_keys.of(session, owner.person_id)))


@accounts.route("/accounts/<username:username>/feed-key", methods=["POST"])
@accounts.arguments(schemas.Request, required=False)
@accounts.response(201, schemas.FeedKeyMade)
def make_feed_key(body: dict[str, Any], username: str) -> tuple[Response, int]:
    """Make the key by which calendar programs read an account's feeds, in place of the one before."""
    owner, command = _owned(username), command_id()
    text = feed_keys.key_text(portal().secret, command)

    def make(tx: Transaction) -> dict[str, Any]:
        return schemas.FeedKeyShown().dump(feed_keys.make(tx, owner.person_id, text))

    made = once(command, ["make_feed_key", username], make)
    own = [f"volunteers/{owner.volunteer_id}"] if owner.volunteer_id else []
    feeds = [*own, *(f"communities/{community}" for community in owner.communities)]
    address = f"{feed_keys.ADDRESS}{text}"
    return jsonify({**made, "key": text, "feeds": [f"{address}/{feed}.ics" for feed in feeds]}), 201


@accounts.route("/accounts/<username:username>/feed-key", methods=["DELETE"])
@accounts.response(200, schemas.FeedKeyRevoked)
def revoke_feed_key(username: str) -> Response:
    """Revoke an account's feed key."""
    owner = _owned(username)
    with portal().database.transaction() as tx:
        feed_keys.revoke(tx, owner.person_id)
    return jsonify({"revoked": True})


def _owned(username: str) -> Account:
    """The account `username`, if it is the asker's own or the asker is an administrator."""
    if username == signed_in().username:
        return signed_in()
    if not asker().has("district_admin"):
        raise Forbidden("own_account_only")
    with portal().database.reading() as session:
        return book.get(session, username)


def _make_token(account: Account, name: str, days: int, asked: dict[str, Any]) -> dict[str, Any]:
    command = command_id()
    text = book.token_text(portal().secret, command)

    def make(tx: Transaction) -> dict[str, Any]:
        return schemas.TokenShown().dump(book.make_token(tx, account.person_id, name, days, text))

    made = once(command, ["make_token", asked], make)
    return {**made, "token": text}


def _shown(account: Account) -> dict[str, Any]:
    return schemas.AccountShown().dump(account)
