"""Why a rating is what it is: line by line with the events behind, and in words, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from contracts.vocabulary import EXCLUSION_REASONS

from . import appraisal, star_words, stars
from .appraisal import Appraisal, Counts, DepartmentPolicy
from .clauses import Sums
from .counting_words import many
from .stars import StarPolicy

MOST_EVENTS = 100
"""How many ids of events a line carries; how many there are stands beside them."""

MOST_RULINGS = 200
"""How many steps about records an explanation carries."""


@dataclass(frozen=True)
class Behind:
    """The events that a line counts: the ids of the newest, and how many there are in all."""

    newest: tuple[str, ...] = ()
    total: int = 0


NO_EVENTS = Behind()


class LeftOut(NamedTuple):
    """What counts nowhere: the ids of whistles or services, and those of the events that say so, the newest first."""

    ids: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


def explain_stars(
    policy: StarPolicy,
    year: int,
    sums: Sums,
    behind: Mapping[str, Behind] = MappingProxyType({}),
    kept: int | None = None,
    ruled: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The explanation of a volunteer's rating for a year; `behind`: the events, by what clauses count; `kept`: the
    stars that a quota left; `ruled`: what was ruled about records of those days."""
    score = stars.score(policy, sums)
    return {
        "policy": {"name": policy.name, "version": policy.version},
        "clauses": [
            _line(
                clause.name,
                clause.input(sums),
                clause.formula(sums),
                clause.points(sums),
                behind.get(clause.behind, NO_EVENTS),
            )
            for clause in policy.clauses
            if score is not None
        ],
        "rulings": list(ruled),
        "rule": star_words.rule(policy),
        "words": star_words.words(policy, year, sums, kept),
    }


def explain_appraisal(
    policy: DepartmentPolicy,
    period: str,
    counts: Counts,
    result: Appraisal,
    behind: Mapping[str, Behind],
    left_out: Mapping[str, LeftOut] = MappingProxyType({}),
    ruled: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The explanation of a department's total for a period; `behind`: the events by clause; `left_out`: what counts
    nowhere, by reason; `ruled`: what was ruled about its records."""
    said = appraisal.satisfaction(policy, counts)
    of_cases = {"minimum_cases": policy.minimum_cases}
    inputs: dict[str, dict[str, Any]] = {
        "response": {"in_time": counts.in_time, "late": counts.late, "unanswered": counts.unanswered},
        "satisfaction": said._asdict()
        | {"unanswered": counts.unanswered, "basically_satisfied_counts": str(policy.basically_satisfied_counts)}
        | of_cases,
        "resolution": {"resolved": counts.resolved, "call_backs": counts.call_backs, "unanswered": counts.unanswered}
        | of_cases,
    }
    return {
        "policy": {"name": policy.name, "version": policy.version},
        "clauses": [
            _line(
                rate.clause,
                inputs[rate.clause] | {"out_of": rate.out_of, "weight": str(rate.weight)},
                rate.formula,
                rate.points,
                behind.get(rate.clause, Behind()),
            )
            for rate in result.rates
        ],
        "rulings": list(ruled),
        "rule": "The total is the sum of the contributions, each rounded half up to 0.0001, rounded half up to 0.1. "
        "Cases are services that were rated, or else asked about, and unanswered whistles; "
        f"fewer than {policy.minimum_cases} are not rated.",
        "words": _appraisal_words(policy, period, counts, result),
        "exclusions": [
            {
                "reason": reason,
                "total": getattr(counts, reason),
                "ids": list(left_out.get(reason, LeftOut()).ids[:MOST_EVENTS]),
                "events": list(left_out.get(reason, LeftOut()).events[:MOST_EVENTS]),
            }
            for reason in EXCLUSION_REASONS
            if getattr(counts, reason)
        ],
    }


def counted(policy: DepartmentPolicy, counts: Counts) -> dict[str, int]:
    """The counts behind an appraisal, by name."""
    return {
        "cases": counts.cases,
        "call_backs": counts.call_backs,
        "called_back": counts.called_back,
        **appraisal.satisfaction(policy, counts)._asdict(),
        "resolved": counts.resolved,
        "whistles": counts.whistles,
        "in_time": counts.in_time,
        "late": counts.late,
        "unanswered": counts.unanswered,
        "not_reached": counts.not_reached,
        "excused": counts.excused,
        "left_out": counts.left_out,
    }


def _line(clause: str, input: dict[str, Any], formula: str, points: Decimal, behind: Behind) -> dict[str, Any]:
    return {
        "clause": clause,
        "input": input,
        "formula": formula,
        "contribution": str(points),
        "events": list(behind.newest[:MOST_EVENTS]),
        "events_total": behind.total,
    }


def _appraisal_words(policy: DepartmentPolicy, period: str, counts: Counts, result: Appraisal) -> dict[str, str]:
    said = appraisal.satisfaction(policy, counts)
    rated = counts.call_backs - counts.called_back
    asked_zh = f"（本人评价{rated}件、社区回访{counts.called_back}件）" if counts.called_back else ""
    asked_en = f", {counts.called_back} of them by a worker" if counts.called_back else ""
    zh = (
        f"{period}：有效回访{counts.call_backs}件{asked_zh}，其中满意{said.satisfied}件、基本满意{said.basically_satisfied}件、"
        f"不满意{said.not_satisfied}件，已解决{counts.resolved}件；吹哨{counts.whistles}次，"
        f"按时报到{counts.in_time}次、逾期报到{counts.late}次、未报到{counts.unanswered}次。"
    )
    en = (
        f"{period}: {many(counts.call_backs, 'call-back')}{asked_en} ({said.satisfied} satisfied, "
        f"{said.basically_satisfied} basically satisfied, {said.not_satisfied} not), {counts.resolved} settled; "
        f"{many(counts.whistles, 'whistle')}: {counts.in_time} answered in time, {counts.late} late, "
        f"{counts.unanswered} not at all. "
    )
    if counts.excused or counts.not_reached:
        zh += f"另有{counts.excused}次吹哨已同意退出、{counts.not_reached}件没联系上，都不计入。"
        en += (
            f"Not counted: {many(counts.excused, 'whistle')} that no answer was owed to, "
            f"{many(counts.not_reached, 'service')} of which nobody could be asked. "
        )
    if result.total is None:
        zh += f"不足{policy.minimum_cases}件，样本太小，暂不评分。"
        en += f"Fewer than {policy.minimum_cases} cases are too small a sample, so there is no score."
    else:
        zh += f"总分{result.total}分。"
        en += f"Total {result.total}."
    return {"zh": zh, "en": en}
