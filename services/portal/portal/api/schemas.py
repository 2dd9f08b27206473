"""Requests and answers of the portal itself: accounts, tokens and feed keys."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError

from contracts import fields, vocabulary
from contracts.requests import Answer, Request
from contracts.requests.rating_links import RatingLink

from ..accounts import SHORTEST_PASSWORD, TOKEN_DAYS, USERNAME

LONGEST_PASSWORD = 200


class Username(fields.Text):
    """3 to 64 lower-case letters, digits, dots, hyphens, underscores."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(64, metadata={"pattern": f"^{USERNAME.pattern}$", "minLength": 3}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not USERNAME.fullmatch(text):
            raise ValidationError("not_a_username")
        return text


class Password(fields.Text):
    """At least 8 characters of any kind."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LONGEST_PASSWORD, metadata={"minLength": SHORTEST_PASSWORD}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text) < SHORTEST_PASSWORD:
            raise ValidationError(f"too_short:{SHORTEST_PASSWORD}")
        return text


class SignIn(Request):
    """Sign in with user name and password."""

    username = fields.Text(100, required=True)
    password = fields.Text(LONGEST_PASSWORD, required=True)


class OpenAccount(Request):
    """Open an account. A visitor opens a resident's, for themselves: user name, password, name, community. An
    administrator opens any, a worker residents' and volunteers' in their communities; without a password
    the account is used by tokens only, and by one click in a demonstration."""

    username = Username(required=True)
    display_name = fields.Text(100, required=True)
    password = Password(load_default=None, allow_none=True)
    community = fields.Code(load_default=None, allow_none=True)
    communities = fields.ListOf(fields.Code(), 200, distinct=True, load_default=list)
    roles = fields.ListOf(
        fields.OneOf(vocabulary.ROLES), len(vocabulary.ROLES), 1, distinct=True, load_default=lambda: ["resident"]
    )
    organisation = fields.Code(load_default=None, allow_none=True)
    volunteer_id = fields.Id(load_default=None, allow_none=True)


class AccountShown(Answer):
    """An account. `communities`: a worker's field of work, a resident's home; `organisation`: whose officer;
    `volunteer_id`: the person's record as a volunteer."""

    person_id = fields.Id()
    username = fields.Text(64)
    display_name = fields.Text(100)
    roles = fields.ListOf(fields.OneOf(vocabulary.ROLES), len(vocabulary.ROLES))
    communities = fields.ListOf(fields.Code(), 200)
    organisation = fields.Code(allow_none=True)
    volunteer_id = fields.Id(allow_none=True)
    created_at = fields.Moment()


class MakeToken(Request):
    """Make an API token. `name`: what it is for; `days`: until it expires."""

    name = fields.Text(100, required=True)
    days = fields.Whole(1, 3650, load_default=TOKEN_DAYS)


class TokenShown(Answer):
    """A token without its text, which is not kept."""

    token_id = fields.Id()
    name = fields.Text(100)
    created_at = fields.Moment()
    expires_at = fields.Moment()


class TokenMade(TokenShown):
    """A token; its text is shown this once."""

    token = fields.Text(100)


class TokensShown(Answer):
    """The tokens that were not revoked, newest first."""

    items = fields.ListOf(fields.Nest(TokenShown), 10_000)


class FeedKeyShown(Answer):
    """A feed key without its text, which is not kept."""

    made_at = fields.Moment()


class FeedKeyMade(FeedKeyShown):
    """A feed key; its text is shown this once. `feeds`: where calendar programs find the owner's own calendar, where
    they are a volunteer, and their communities'. A team's is at `teams/{code}.ics` in the same place."""

    key = fields.Text(100)
    feeds = fields.ListOf(fields.Text(300), 201)


class RatingLinkMade(RatingLink):
    """A link for rating; its secret is shown this once. `address`: where the service is read and, with `/rate`,
    rated."""

    key = fields.Text(100)
    address = fields.Text(300)


class FeedKeyRevoked(Answer):
    """The key opens nothing any more."""

    revoked = fields.Flag()


class SignedIn(TokenMade):
    """A token for the account; sign out revokes it."""

    account = fields.Nest(AccountShown)


class SignedOut(Answer):
    """The token works no longer."""

    signed_out = fields.Flag()


class TokenRevoked(Answer):
    """The token works no longer."""

    token_id = fields.Id()
