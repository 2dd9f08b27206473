"""Points as they are shown: a volunteer's lots and postings with the reasons in words, and a community's totals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from chassis.refusals import Invalid
from contracts import district, fields
from contracts.vocabulary import DISTRICT

from . import points, queries
from .models import PointsAccount, PointsHolder, PointsPosting, Volunteer
from .points import Lot
from .policies import Policies

_WORDS = {
    "earned": ("{year} 年的服务时长得 {points} 分", "{points} for the hours of {year}"),
    "reversed": ("{year} 年的服务时长有更正，减 {points} 分", "{points} less: the hours of {year} were corrected"),
    "spent": ("兑换优惠包，用去 {year} 年的 {points} 分", "{points} of {year} spent on a benefit package"),
    "returned": ("优惠包未领取，退回 {year} 年的 {points} 分", "{points} of {year} back for a benefit not taken"),
    "expired": ("{year} 年的 {points} 分到期未用", "{points} of {year} ran out unspent"),
    "transferred": (
        "合并记录，转入 {year} 年的 {points} 分",
        "{points} of {year} from your other record",
    ),
}
_BACK = (
    "{year} 年到期的 {points} 分转回，抵补更正减去的分",
    "{points} of {year} that had run out make up for a correction",
)
_MADE_UP = ("用 {from_year} 年的 {points} 分补上 {year} 年所欠", "{points} of {from_year} make up for {year}")


def person(session: Session, volunteer_id: str) -> str:
    """The record that stands for the volunteer's now."""
    merged = sa.select(PointsHolder.merged_into).where(PointsHolder.volunteer_id == volunteer_id)
    return session.scalar(merged) or volunteer_id


def volunteer_points(session: Session, own: Policies, today: date, volunteer_id: str) -> dict[str, Any]:
    """The answer to `contracts.requests.points.VolunteerPointsQuery`. What is over by today counts as expired."""
    rows = session.scalars(sa.select(PointsAccount).where(PointsAccount.volunteer_id == volunteer_id)).all()
    home = queries.community_of(session, volunteer_id) or DISTRICT
    rules = {}
    lots = {}
    earned = {}
    for row in rows:
        assert row.year is not None
        community = row.community if row.community != DISTRICT else home
        rules[row.year] = rule = own.points_of(community, row.year, today)
        lots[row.year] = Lot(row.year, row.points, row.expired, rule.last_day(row.year))
        earned[row.year] = row.earned
    for move in points.settlement(list(lots.values()), today):
        lot = lots[move.year]
        expired = lot.expired - (move.points if move.from_year is None else 0)
        lots[move.year] = lot._replace(points=lot.points + move.points, expired=expired)
        if move.from_year is not None:
            source = lots[move.from_year]
            lots[move.from_year] = source._replace(points=source.points - move.points)
    balance = points.balance(lots.values())
    items = [
        {
            "year": lot.year,
            "points": lot.points,
            "earned": earned[lot.year],
            "expired": lot.expired,
            "last_day": lot.last_day,
            "per_hour": rules[lot.year].per_hour,
            "policy": {"name": rules[lot.year].name, "version": rules[lot.year].version},
        }
        for lot in points.in_order(lots.values())
    ]
    return {"volunteer_id": volunteer_id, "balance": balance, "owed": max(-balance, 0), "lots": items}


def postings(session: Session, volunteer_id: str, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to `contracts.requests.points.PointsPostingsQuery`, newest first."""
    wanted = sa.select(PointsPosting).where(PointsPosting.volunteer_id == volunteer_id)
    rows, cursor = page(session, wanted, PointsPosting.posting_id, request)
    names = ("posting_id", "at", "kind", "points", "year", "from_year", "about", "policy")
    items = [{**{name: getattr(row, name) for name in names}, "words": words(row)} for row in rows]
    return {"items": items, "next_cursor": cursor}


def words(posting: Any) -> dict[str, str]:
    """Why a volunteer's points changed, in Chinese and English."""
    templates = _WORDS[posting.kind]
    if posting.from_year is not None:
        templates = _MADE_UP
    elif posting.kind == "expired" and posting.points > 0:
        templates = _BACK
    told = {"year": posting.year, "from_year": posting.from_year, "points": abs(posting.points)}
    chinese, english = (template.format(**told) for template in templates)
    return {"zh": f"{chinese}。", "en": f"{english}."}


def community_points(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to `contracts.requests.points.CommunityPointsQuery`. Raises `Invalid` ``before_first``."""
    community, first_day, last_day = (request[name] for name in ("community", "first_day", "last_day"))
    if first_day and last_day and last_day < first_day:
        raise Invalid({"last_day": ["before_first"]})
    posted = sa.select(PointsPosting.kind, sa.func.sum(PointsPosting.points)).where(
        PointsPosting.community == community, PointsPosting.kind != "transferred"
    )
    if first_day:
        posted = posted.where(PointsPosting.at >= district.midnight(first_day))
    if last_day:
        posted = posted.where(PointsPosting.at < district.midnight(last_day + timedelta(days=1)))
    kinds = ("earned", "reversed", "spent", "returned", "expired")
    sums = dict.fromkeys(kinds, 0) | {kind: int(sum_) for kind, sum_ in session.execute(posted.group_by("kind"))}
    balance = sa.func.sum(PointsAccount.points).label("balance")
    balances = (
        sa.select(balance)
        .join(Volunteer, Volunteer.volunteer_id == PointsAccount.volunteer_id)
        .where(Volunteer.community == community)
        .group_by(PointsAccount.volunteer_id)
    )
    held: Sequence[int] = [int(found) for found in session.scalars(balances)]
    return {
        "community": community,
        **sums,
        "holders": sum(found > 0 for found in held),
        "balance": sum(found for found in held if found > 0),
        "owed": -sum(found for found in held if found < 0),
    }


def page(session: Session, query: Any, key: Any, request: dict[str, Any]) -> tuple[list[Any], str | None]:
    """One page by falling `key`, a UUIDv7, so newest first; the cursor is the key of the last row given. Raises
    `Invalid` for a cursor that is none."""
    if request["cursor"] is not None:
        try:
            query = query.where(key < fields.Id().deserialize(request["cursor"]))
        except ValidationError as error:
            raise Invalid({"cursor": error.messages}) from None
    rows = list(session.scalars(query.order_by(key.desc()).limit(request["limit"] + 1)))
    more = len(rows) > request["limit"]
    rows = rows[: request["limit"]]
    return rows, getattr(rows[-1], key.key) if more else None
