"""What may be asked about one-to-one pairing: who helps which household, with what, and when they were last in touch.

What the served are called and what is written of them is kept encrypted, and shown only to workers of the community
and, as long as the pairing stands, to whoever is paired with them. Answers to commands leave it out.
"""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request

LONGEST_NAME = 50
LONGEST_NOTE = 500
LONGEST_REASON = 200


class Pair(Request):
    """Pair a household or a person in need with one volunteer (id or reference) or one organisation, who will be in
    touch at least every so many days. `called`: what the served are called; `started_on`: today where left out."""

    community = fields.Code(required=True)
    volunteer = fields.Text(64, load_default=None, allow_none=True)
    organisation = fields.Code(load_default=None, allow_none=True)
    building = fields.Code(required=True)
    called = fields.Text(LONGEST_NAME, required=True)
    delivery = fields.OneOf(vocabulary.DELIVERIES, required=True)
    every_days = fields.Whole(1, 366, required=True)
    started_on = fields.Day(load_default=None, allow_none=True)


class LogContact(Request):
    """Whoever is paired was in touch on this day (left out: today)."""

    pairing_id = fields.Id(required=True)
    kind = fields.OneOf(vocabulary.CONTACT_KINDS, required=True)
    day = fields.Day(load_default=None, allow_none=True)
    note = fields.Text(LONGEST_NOTE, load_default=None, allow_none=True)


class EndPairing(Request):
    """End a pairing. What was logged stays."""

    pairing_id = fields.Id(required=True)
    reason = fields.Text(LONGEST_REASON, required=True)


class PairingsQuery(PageQuery):
    """The pairings of a community for its workers, the reader's own that stand for others (left out: in all
    communities), those due the longest first. `lapsed`: only those that have lapsed; `ended`: those that ended instead
    of those that stand."""

    community = fields.Code(load_default=None)
    lapsed = fields.QueryFlag(load_default=False)
    ended = fields.QueryFlag(load_default=False)


class PairingQuery(Request):
    pairing_id = fields.Id(required=True)


class Pairing(Answer):
    """A pairing. `called` and `end_reason` are null in answers to commands; `last_contact`: null before the first;
    `due_on`: by when whoever is paired must be in touch; `lapsed_days`: how long ago that was, null where it was not or
    the pairing ended; `withdrawn`: whether the paired volunteer no longer serves."""

    pairing_id = fields.Id()
    community = fields.Code()
    volunteer_id = fields.Id(allow_none=True)
    organisation = fields.Code(allow_none=True)
    building = fields.Code()
    called = fields.Text(LONGEST_NAME, allow_none=True)
    delivery = fields.OneOf(vocabulary.DELIVERIES)
    every_days = fields.Whole(1, 366)
    started_on = fields.Day()
    last_contact = fields.Day(allow_none=True)
    due_on = fields.Day()
    lapsed_days = fields.Whole(1, 10**6, allow_none=True)
    withdrawn = fields.Flag()
    ended_on = fields.Day(allow_none=True)
    end_reason = fields.Text(LONGEST_REASON, allow_none=True)


class Contact(Answer):
    contact_id = fields.Id()
    day = fields.Day()
    kind = fields.OneOf(vocabulary.CONTACT_KINDS)
    note = fields.Text(LONGEST_NOTE, allow_none=True)


class PairingInFull(Pairing):
    """A pairing with all contacts, the last first."""

    contacts = fields.ListOf(fields.Nest(Contact), 10**6)


class Pairings(Page):
    items = fields.ListOf(fields.Nest(Pairing), 200)
