"""Needs, whistles and micro-projects as spreadsheets: which columns, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import words
from .tables import Column, moment, yes_no

Shown = Callable[[dict[str, Any], str], Any]

NEEDS, WHISTLES, PROJECTS = ("需求", "Needs"), ("吹哨", "Whistles"), ("微项目", "Micro-projects")
"""The titles."""

_WHISTLE_STATES = {
    "waiting": ("待报到", "Waiting"),
    "declined": ("已提出不属于本单位", "Declined"),
    "excused": ("同意退出", "Excused"),
    "reported_in": ("已报到", "Reported in"),
}
_FEN_A_YUAN = 100


def needs(communities: dict[str, str]) -> tuple[Column, ...]:
    """The columns of a list of needs as the API gives them; `communities`: names by code."""
    return (
        Column(("编号", "Number"), _plain("number")),
        Column(("社区", "Community"), _named("community", communities)),
        Column(("类别", "Kind"), _word("kind")),
        Column(("紧急程度", "Urgency"), _word("urgency")),
        Column(("状态", "State"), _word("state")),
        Column(("提交时间", "Reported"), _moment("reported_at")),
        Column(("按时派单", "Dispatched in time"), lambda need, language: yes_no(_in_time(need, "dispatch"), language)),
        Column(("办理时限", "Due"), lambda need, _: moment(_due(need))),
        Column(("按时办结", "Answered in time"), lambda need, language: yes_no(_in_time(need, "answer"), language)),
        Column(("承办方", "Provider"), _within("provider", "kind", words.word)),
        Column(("星数", "Stars"), _within("rating", "stars", lambda stars, _: stars)),
        Column(("已解决", "Resolved"), _within("rating", "resolved", yes_no)),
        Column(("回访", "Call-back"), _call_back),
    )


def whistles(communities: dict[str, str], departments: dict[str, str]) -> tuple[Column, ...]:
    """The columns of a list of whistles as the API gives them; `communities`, `departments`: names by code."""
    return (
        Column(("需求编号", "Need"), _plain("need_number")),
        Column(("社区", "Community"), _named("community", communities)),
        Column(("部门", "Department"), _named("department", departments)),
        Column(("事项", "Purpose"), _word("purpose")),
        Column(("牵头", "Lead"), _flag("lead")),
        Column(("状态", "State"), lambda whistle, language: _WHISTLE_STATES[whistle["state"]][language == "en"]),
        Column(("吹哨时间", "Blown"), _moment("blown_at")),
        Column(("报到时限", "Report in by"), _moment("report_in_by")),
        Column(("报到时间", "Reported in"), _moment("reported_in_at")),
        Column(("已超时", "Overdue"), _flag("overdue")),
        Column(("原因", "Reason"), _plain("reason")),
    )


def projects(communities: dict[str, str], organisations: dict[str, str]) -> tuple[Column, ...]:
    """The columns of a list of projects with what each comes to, as the API gives them; money in yuan; `communities`,
    `organisations`: names by code."""
    return (
        Column(("名称", "Title"), _plain("title")),
        Column(("社区", "Community"), _named("community", communities)),
        Column(("领办单位", "Unit"), _named("organisation", organisations)),
        Column(("状态", "State"), _word("state")),
        Column(("预算（元）", "Budget (yuan)"), _yuan("budget_fen")),
        Column(("已支出（元）", "Spent (yuan)"), _yuan("spent_fen")),
        Column(("计划开始", "Planned from"), _plain("starts_on")),
        Column(("计划结束", "Planned until"), _plain("ends_on")),
        Column(("结束日期", "Ended"), _plain("ended_on")),
        Column(("进度（%）", "Progress (%)"), _plain("percent")),
        Column(("最近报告季度", "Last reported quarter"), _plain("reported_quarter")),
        Column(("解决问题", "Problems solved"), _plain("problems_solved")),
        Column(("服务人次", "Person-times"), _plain("person_times")),
        Column(("奖补（元）", "Award (yuan)"), _yuan("award_fen")),
    )


def _plain(name: str) -> Shown:
    return lambda item, _: item[name]


def _word(name: str) -> Shown:
    return lambda item, language: None if item[name] is None else words.word(item[name], language)


def _named(name: str, names: dict[str, str]) -> Shown:
    return lambda item, _: names.get(item[name], item[name])


def _moment(name: str) -> Shown:
    return lambda item, _: moment(item[name])


def _flag(name: str) -> Shown:
    return lambda item, language: yes_no(item[name], language)


def _yuan(name: str) -> Shown:
    return lambda item, _: None if item[name] is None else item[name] / _FEN_A_YUAN


def _within(name: str, inner: str, shown: Callable[[Any, str], Any]) -> Shown:
    return lambda item, language: None if item[name] is None else shown(item[name][inner], language)


def _clock(need: dict[str, Any], kind: str) -> dict[str, Any]:
    """The need's last clock of this kind; empty where there is none."""
    return max((clock for clock in need["clocks"] if clock["kind"] == kind), key=lambda one: one["round"], default={})


def _in_time(need: dict[str, Any], kind: str) -> bool | None:
    in_time: bool | None = _clock(need, kind).get("in_time")
    return in_time


def _due(need: dict[str, Any]) -> str | None:
    due: str | None = (_clock(need, "answer") or _clock(need, "dispatch")).get("due_at")
    return due


def _call_back(need: dict[str, Any], language: str) -> str | None:
    """What the last call-back says: how satisfied the person was, or why nobody was reached."""
    if not need["call_backs"]:
        return None
    last = need["call_backs"][-1]
    return words.word(last["failure"] or last["satisfaction"], language)
