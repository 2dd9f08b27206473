"""The messages of the inbox in words: notify knows only kinds, ids and codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for

from .. import words
from ..asker import language
from ..moments import said

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
    "whistle_declined": (
        "{department}认为这件事不属于本单位，请决定。",
        "{department} says that the need is not its own; please decide.",
    ),
    "department_excused": ("社区同意这件事不属于你们单位。", "The community agrees that the need is not yours."),
    "whistle_upheld": (
        "社区仍请你们单位报到，请在 {report_in_by} 前报到。",
        "The community still asks you to come: report in by {report_in_by}.",
    ),
    "time_limit_passed": (
        "有一件事过了{clock}时限（{due_at}），请马上处理。",
        "A need is past its time limit ({clock}, {due_at}); see to it now.",
    ),
    "own_time_limit_passed": (
        "您在办的一件事过了时限（{due_at}），请马上处理。",
        "A need that you are serving is past its time limit ({due_at}); see to it now.",
    ),
    "need_raised": ("有一件事上报到了{level}。", "A need has been raised to the {level}."),
    "need_suspended": ("您反映的事暂缓办理，原因在详情里。", "Your need has to wait; the reason is told with it."),
    "need_assigned": ("您反映的事有人办了：{provider_kind}。", "Your need is being served by a {provider_kind}."),
    "need_assigned_to_you": ("社区派给您一件事。", "The community has assigned a need to you."),
    "need_offered_to_you": (
        "社区有一件事请您来办，请在 {until} 前决定。",
        "The community offers a need to you; please decide by {until}.",
    ),
    "offer_lapsed": (
        "有一件事指定的志愿者没有认领，请另作安排。",
        "None of the volunteers to whom a need was offered has claimed it; please decide anew.",
    ),
    "assignment_declined": (
        "志愿者没有接一件派单（{reason}），请另作安排。",
        "A volunteer does not accept a need that was assigned ({reason}); please see to it.",
    ),
    "called_in_to_help": ("社区请您协助办一件事。", "The community asks you to help with a need."),
    "helper_joined": ("有志愿者来和您一起办一件事。", "A volunteer helps you with a need."),
    "helper_left": ("有一位志愿者不再协助您办一件事。", "A volunteer does not help you with a need any more."),
    "helper_released": ("您协助的一件事不用再办了。", "You need not help with a need any more."),
    "squad_summons_refused": (
        "突击队没有出动：{reason}。请马上另作安排。",
        "The squad was not called out: {reason}. See to it at once.",
    ),
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
    "followed_need_closed": ("您跟进的事结束了：{reason}。", "A need that you follow is closed: {reason}."),
    "need_merged": (
        "您反映的事并入了同一件事，会一起办理。",
        "Your need was merged into another one about the same thing.",
    ),
    "need_reopened": ("{community}有一件事被再次提出。", "A need in {community} was reopened."),
    "project_claimed": (
        "{organisation}领办了{community}的一个微项目。",
        "{organisation} has claimed a project of {community}.",
    ),
    "project_given_to_you": (
        "{community}请你们单位领办一个微项目。",
        "{community} has put a micro-project into your hands.",
    ),
    "project_abandoned": (
        "{organisation}不再办理{community}的一个微项目，可以另请单位领办。",
        "{organisation} has given up a project of {community}; another unit may claim it.",
    ),
    "project_to_confirm": (
        "{organisation}办完了{community}的一个微项目，请查看并确认。",
        "{organisation} says that a project of {community} is done; look at it and confirm it.",
    ),
    "project_sent_back": (
        "{community}没有确认你们微项目的结果，原因在详情里，请继续办理。",
        "{community} does not confirm the result of your project; the reason is told with it. Please go on.",
    ),
    "project_confirmed": (
        "{community}确认了你们微项目的结果。",
        "{community} confirms the result of your project.",
    ),
    "project_awarded": (
        "你们在{community}办的一个微项目获得以奖代补 {award_fen} 元。",
        "A project of yours in {community} was given an award in lieu of subsidy: {award_fen} yuan.",
    ),
    "joint_meeting_called": (
        "{community}{quarter} 联席会议定于 {held_on} 召开，请提交你们单位到期的季度报告和其他事项。",
        "{community} meets on {quarter} on {held_on}; see to your quarterly report and whatever else is due.",
    ),
    "decision_for_you": (
        "{community}联席会议定了一件由你们单位办的事，{due_on} 前完成。",
        "The joint meeting of {community} has decided something for you to do by {due_on}.",
    ),
    "hazard_step_reached": (
        "{community}的一处安全隐患轮到你们处置，请马上办理。",
        "It is your turn to deal with a hazard in {community}; see to it now.",
    ),
    "consent_survey_passed": (
        "您参与征询的意愿征询结束了，已达到同意比例。",
        "The consent survey that you collected answers for is closed: it has passed.",
    ),
    "consent_survey_not_passed": (
        "您参与征询的意愿征询结束了，没有达到同意比例。",
        "The consent survey that you collected answers for is closed: it has not passed.",
    ),
    "squad_called_out": (
        "紧急集合！请马上答复能不能到场。",
        "Your squad is called out! Say at once whether you are coming.",
    ),
    "squad_called_to_drill": (
        "演练集合：请答复能不能到场。",
        "Your squad is called to a drill: say whether you are coming.",
    ),
    "seconded": (
        "{organisation}派您从 {from_day} 起到{community}服务。",
        "{organisation} seconds you to {community} from {from_day} on.",
    ),
    "no_show_recorded": (
        "记录显示您报了名但没有到场。如果不是这样，您可以提出异议。",
        "It was recorded that you had signed up and did not come. If that is wrong, you may object.",
    ),
    "no_show_lifted": (
        "您的缺席记录已经撤销。",
        "The no-show that was recorded of you no longer stands.",
    ),
    "honour_hours_granted": (
        "您获得了 {minutes} 分钟荣誉时长。",
        "You were granted {minutes} minutes of honour hours.",
    ),
    "certified": (
        "您参加了培训，证书有效期到 {valid_until}。",
        "You attended a training; its certificate holds until {valid_until}.",
    ),
    "pairing_lapsed": (
        "有一户结对应在 {due_on} 前联系，还没有联系，请过问。",
        "A paired household should have been contacted by {due_on} and was not; please look into it.",
    ),
    "own_pairing_lapsed": (
        "您结对的住户该联系了，约定的日子是 {due_on}。",
        "It is time to be in touch with the household you are paired with; {due_on} was agreed.",
    ),
    "roll_silence_noticed": (
        "{day} 每日点名：{unheard} 人没有消息（其中 {not_reached} 人联系过但没联系上），{needs_help} 人需要帮助。",
        "Daily roll of {day}: {unheard} not heard from ({not_reached} of them tried), {needs_help} in need of help.",
    ),
    "series_silence_noticed": (
        "有一项定期活动从 {since} 起没有动静，请核实。",
        "A recurring activity has been silent since {since}; please look into it.",
    ),
    "star_rating_changed": (
        "您 {year} 年的星级从 {previous_stars} 星变为 {stars} 星。",
        "Your stars for {year} went from {previous_stars} to {stars}.",
    ),
    "appeal_allowed": (
        "您对 {year} 年星级的申诉成立，星级已重新评定。",
        "Your appeal about your stars for {year} was allowed, and they were worked out again.",
    ),
    "appeal_dismissed": (
        "您对 {year} 年星级的申诉不成立，理由可向区县查询。",
        "Your appeal about your stars for {year} was dismissed; the district can tell you why.",
    ),
    "rating_set_aside": (
        "本社区有一条评价存疑，暂不计入，请核定。",
        "A rating in your community is in doubt and set aside; please decide whether it counts.",
    ),
    "record_appeal_filed": (
        "有志愿者对一条{kind}记录提出申诉，请在 {decide_by} 前决定。",
        "A volunteer appeals against a record ({kind}); it is to be decided until {decide_by}.",
    ),
    "record_appeal_allowed": (
        "您对{kind}记录的申诉成立，记录已更正。",
        "Your appeal about a record ({kind}) was allowed, and the record corrected.",
    ),
    "record_appeal_dismissed": (
        "您对{kind}记录的申诉不成立，理由可在申诉中查看。",
        "Your appeal about a record ({kind}) was dismissed; the appeal says why.",
    ),
    "appraisal_appeal_allowed": (
        "{department} 对 {period} 考核的申诉成立，结果已重新计算。",
        "The appeal of {department} about its appraisal of {period} was allowed, and the result worked out again.",
    ),
    "appraisal_appeal_dismissed": (
        "{department} 对 {period} 考核的申诉不成立，理由可在申诉中查看。",
        "The appeal of {department} about its appraisal of {period} was dismissed; the appeal says why.",
    ),
    "department_record_appeal_filed": (
        "{department} 对本社区的一条{kind}记录提出申诉，由区县在 {decide_by} 前决定。",
        "{department} appeals against a record of your community ({kind}); the district decides it until {decide_by}.",
    ),
    "department_record_appeal_allowed": (
        "{department} 对{kind}记录的申诉成立，记录已更正。",
        "The appeal of {department} about a record ({kind}) was allowed, and the record corrected.",
    ),
    "department_record_appeal_dismissed": (
        "{department} 对{kind}记录的申诉不成立，理由可在申诉中查看。",
        "The appeal of {department} about a record ({kind}) was dismissed; the appeal says why.",
    ),
    "commendation_recommended": (
        "您 {year} 年评为 {stars} 星，已列入表彰推荐。",
        "You have {stars} stars for {year} and are recommended for commendation.",
    ),
    "benefit_ran_out": (
        "您兑换的优惠没有按时领取，积分已经退回。",
        "A benefit you redeemed was not taken in time; your points came back.",
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
    if name in ("report_in_by", "due_at", "until"):
        return said(value, language())
    if name.endswith("_fen"):
        return f"{Decimal(value) / 100:,.2f}"
    return names.get(value) or words.word(value, language())


def _page(about: Mapping[str, Any]) -> str | None:
    if "need_id" in about:
        return url_for("pages.need", need_id=about["need_id"])
    if "volunteer_id" in about:
        return url_for("pages.stars", year=about.get("year"))
    if "period" in about:
        return url_for("pages.appraisals", period=about["period"])
    return None
