"""A volunteer's rating in words, Chinese and English: what was done, what it earned, what is missing to the next."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from . import stars
from .clauses import Clause, HonourHours, HonourMinutes, Sums
from .counting_words import many
from .stars import Gap, Level, StarPolicy


class Said(NamedTuple):
    zh: str
    en: str


def words(policy: StarPolicy, year: int, sums: Sums, kept: int | None = None) -> dict[str, str]:
    """What a rating comes to, in sentences; `kept`: the stars that a quota left of those earned."""
    when = _when(policy, year)
    why_not = stars.not_rated(policy, sums)
    if why_not == stars.NO_SERVICE:
        return Said(
            f"{when.zh}尚无已完成的服务，暂不评星。", f"No completed service {when.en} yet, so there is no star rating."
        )._asdict()
    done = _done(policy, sums)
    zh, en = f"{when.zh}{done.zh}", f"{_capital(when.en)}: {done.en}"
    if why_not == stars.BARRED:
        zh += f"。缺席达{sums.no_shows}次，不参加评星。"
        en += f". With {many(sums.no_shows, 'no-show')} there is no star rating."
        return Said(zh, en)._asdict()
    if why_not:
        least = _least(policy)
        return Said(
            f"{zh}。不足{least.zh}，暂不评星。", f"{en}. Below {least.en}, so there is no star rating yet."
        )._asdict()
    tenths, earned = stars.rate(policy, sums)
    score = Decimal(tenths or 0).scaleb(-1)
    reached = policy.reached(tenths or 0, sums)
    if reached > earned:
        zh += f"。得{score}分，达到{reached}星，因缺席{sums.no_shows}次降{reached - earned}星，评为{earned}星。"
        lost = f"less {reached - earned} for {many(sums.no_shows, 'no-show')}"
        en += f". Score {score} reaches {many(reached, 'star')}, {lost}: {many(earned, 'star')}."
    else:
        zh, en = f"{zh}。得{score}分，评为{earned}星。", f"{en}. Score {score}: {many(earned, 'star')}."
    if kept is not None and kept < earned:
        zh += f"因名额限制，定为{kept}星。"
        en += f" The quota leaves {many(kept, 'star')}."
    following = stars.missing(policy, sums)
    if following and following[1]:
        gaps = [_gap(gap) for gap in following[1]]
        zh += f"距{following[0]}星还差{'、'.join(gap.zh for gap in gaps)}。"
        en += f" {', '.join(gap.en for gap in gaps)} missing to {many(following[0], 'star')}."
    return Said(zh, en)._asdict()


def rule(policy: StarPolicy) -> str:
    """How the score becomes stars."""
    levels = "; ".join(_asked(level) for level in policy.levels)
    said = (
        "The score is the sum of the contributions, each rounded half up to 0.0001, rounded half up to 0.1, and not "
        f"less than 0; 1 to 5 stars from {levels}; not rated with fewer than {_least(policy).en}."
    )
    if policy.demoted_every is not None:
        said += f" Every {many(policy.demoted_every, 'no-show')} cost a star."
    if policy.barred_from is not None:
        said += f" From {many(policy.barred_from, 'no-show')} on nobody is rated."
    return said


def _when(policy: StarPolicy, year: int) -> Said:
    if policy.period == "cumulative":
        return Said(f"累计至{year}年", f"in all years up to {year}")
    if policy.period == "rolling":
        return Said(f"{year}年评定前{policy.months}个月", f"in the {policy.months} months before the rating of {year}")
    return Said(f"{year}年", f"in {year}")


def _done(policy: StarPolicy, sums: Sums) -> Said:
    served, attended, honoured = (
        _time(minutes) for minutes in (sums.minutes, sums.attended_minutes, sums.honour_minutes)
    )
    zh, en = f"完成服务{sums.services}次，共{served.zh}", f"{many(sums.services, 'service')}, {served.en}"
    if sums.attendances:
        zh += f"；参加活动{sums.attendances}次，计{attended.zh}"
        en += f"; {many(sums.attendances, 'attendance')}, {attended.en}"
    if sums.trainings:
        zh, en = f"{zh}；培训{sums.trainings}次", f"{en}; {many(sums.trainings, 'training')}"
    if sums.honour_minutes and _counts(policy, HonourMinutes, HonourHours):
        zh, en = f"{zh}；荣誉时长{honoured.zh}", f"{en}; {honoured.en} of honour"
    if sums.no_shows and policy.deducts:
        zh, en = f"{zh}；缺席{sums.no_shows}次", f"{en}; {many(sums.no_shows, 'no-show')}"
    zh, en = f"{zh}；收到评价{sums.ratings}条", f"{en}; {many(sums.ratings, 'rating')}"
    if sums.ratings:
        mean = (Decimal(sums.rating_stars) / sums.ratings).quantize(Decimal("0.01"), ROUND_HALF_UP)
        zh, en = f"{zh}，平均{mean}星", f"{en} averaging {many(mean, 'star')}"
    return Said(zh, en)


def _time(minutes: int) -> Said:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return Said(f"{rest}分钟", many(rest, "minute"))
    if not rest:
        return Said(f"{hours}小时", many(hours, "hour"))
    return Said(f"{hours}小时{rest}分钟", f"{many(hours, 'hour')} {many(rest, 'minute')}")


def _counts(policy: StarPolicy, *kinds: type[Clause]) -> bool:
    return any(isinstance(clause, kinds) for clause in policy.clauses)


def _least(policy: StarPolicy) -> Said:
    if policy.least_hours:
        return Said(f"{policy.least_hours}小时", many(policy.least_hours, "hour"))
    return Said(f"{policy.least_services}次服务", many(policy.least_services, "completed service"))


_GAPS: Mapping[str, Said] = {
    "score": Said("{}分", "point"),
    "credit_hours": Said("{}小时", "hour"),
    "services": Said("{}次服务", "service"),
    "trainings": Said("{}次培训", "training"),
}


def _gap(gap: Gap) -> Said:
    said = _GAPS[gap.measure]
    return Said(said.zh.format(gap.missing), many(gap.missing, said.en))


def _asked(level: Level) -> str:
    asked = [many(least, _GAPS[measure].en) for measure, least in level._asdict().items() if least]
    return " and ".join(asked)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
