"""The messages of the inbox in words: notify knows only kinds, ids and codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from .. import words
from ..asker import language
from .moments import said

WORDS: dict[str, tuple[str, str]] = {
    "need_reported": ("{community}有新的需求，{urgency}。", "A new need in {community}: {urgency}."),
    "whistle_blown": (
        "{community}吹哨，请在 {report_in_by} 前报到。",
        "{community} whistles for you: report in by {report_in_by}.",
    ),
    "department_reported_in": ("{department}已报到。", "{department} has reported in."),
    "department_reported_in_late": ("{department}已报到，但超过了时限。", "{department} has reported in, late."),
    "need_escalated": (
        "{department}没有在 {report_in_by} 前报到，已经升级。",
        "{department} did not report in by {report_in_by}; this is escalated.",
    ),
    "need_assigned": ("您反映的事有人办了：{provider_kind}。", "Your need is being served by a {provider_kind}."),
    "need_assigned_to_you": ("社区派给您一件事。", "The community has assigned a need to you."),
    "service_to_confirm": ("您反映的事办完了，请确认。", "Your need is done: please confirm it."),
    "service_disputed": (
        "居民说事情还没有办好，请再看一看。",
        "The resident says it is not done yet; please look again.",
    ),
    "service_completed": (
        "居民确认办好了，记 {minutes} 分钟服务。",
        "The resident confirms it is done; {minutes} minutes are recorded.",
    ),
    "service_rated": ("您的服务得了 {stars} 星评价。", "Your service was rated {stars} stars."),
    "need_closed": ("您反映的事结束了：{reason}。", "Your need is closed: {reason}."),
    "need_reopened": ("{community}有一件事被再次提出。", "A need in {community} was reopened."),
    "star_rating_changed": (
        "您 {year} 年的星级从 {previous_stars} 星变为 {stars} 星。",
        "Your stars for {year} went from {previous_stars} to {stars}.",
    ),
    "department_appraisal_changed": (
        "{department} {period} 的考核有更新，共 {cases} 件。",
        "The appraisal of {department} for {period} has changed, {cases} cases.",
    ),
}
"""Kind of message to Chinese and English; names in braces stand in the message's `about`."""

_OTHER = ("有一条新消息。", "There is news.")


@dataclass(frozen=True)
class Letter:
    """A message as it is read; `url`: the page it speaks of."""

    words: str
    url: str | None


def words_of(message: Mapping[str, Any], names: Mapping[str, str]) -> Letter:
    """The message in the reader's language; `names`: of communities and departments by code."""
    kind = message["kind"]
    if kind == "department_reported_in" and message["about"].get("in_time") is False:
        kind = "department_reported_in_late"
    about = {"community": message["community"], **message["about"]}
    told = _Known({name: _told(name, str(value), names) for name, value in about.items()})
    return Letter(WORDS.get(kind, _OTHER)[1 if language() == "en" else 0].format_map(told), _page(message["about"]))


class _Known(dict[str, str]):
    """What a message does not tell is left out of the sentence."""

    def __missing__(self, name: str) -> str:
        return ""


def _told(name: str, value: str, names: Mapping[str, str]) -> str:
    if name == "report_in_by":
        return said(value)
    return names.get(value) or words.word(value, language())


def _page(about: Mapping[str, Any]) -> str | None:
    if "need_id" in about:
        return url_for("pages.need", need_id=about["need_id"])
    if "volunteer_id" in about:
        return url_for("pages.stars", year=about.get("year"))
    if "period" in about:
        return url_for("pages.appraisals", period=about["period"])
    return None
