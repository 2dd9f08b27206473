"""What the demonstration says, in Chinese and in English."""

from __future__ import annotations

EVENTS: dict[str, tuple[str, str]] = {
    "PlaceRegistered": ("地点登记", "place registered"),
    "OrganisationRegistered": ("单位登记", "organisation registered"),
    "VolunteerRegistered": ("志愿者登记", "volunteer registered"),
    "VolunteerUpdated": ("志愿者更新", "volunteer updated"),
    "VolunteerWithdrawn": ("志愿者退出", "volunteer withdrawn"),
    "TeamFormed": ("队伍组建", "team formed"),
    "TeamConverted": ("队伍转型", "team converted"),
    "SquadCalledOut": ("突击队出动", "squad called out"),
    "CallOutEnded": ("出动结束", "call-out ended"),
    "VolunteerSeconded": ("单位派驻", "volunteer seconded"),
    "ActivityScheduled": ("活动发布", "activity scheduled"),
    "ActivityCancelled": ("活动取消", "activity cancelled"),
    "AttendanceRecorded": ("签到记录", "attendance recorded"),
    "VisitLogged": ("走访登记", "visit logged"),
    "NeedFound": ("走访巡查发现", "need found"),
    "NeedReported": ("居民点单", "need reported"),
    "NeedTriaged": ("社区研判", "need triaged"),
    "NeedOffered": ("发布认领", "need offered"),
    "WhistleBlown": ("社区吹哨", "whistle blown"),
    "DepartmentReportedIn": ("部门报到", "department reported in"),
    "NeedAssigned": ("落实责任", "need assigned"),
    "NeedEscalated": ("逾期督办", "need escalated"),
    "ServiceReported": ("服务办结", "service reported"),
    "ServiceDisputed": ("居民退回", "service disputed"),
    "ServiceCompleted": ("双方确认", "service completed"),
    "ServiceRated": ("居民评价", "service rated"),
    "NeedClosed": ("诉求办结", "need closed"),
    "NeedReopened": ("诉求重开", "need reopened"),
    "StarRatingChanged": ("星级变化", "star rating changed"),
    "DepartmentAppraisalChanged": ("考核变化", "appraisal changed"),
}
"""An event's name in Chinese and in English."""

COLOURS: dict[str, str] = {
    "NeedReported": "cyan",
    "NeedReopened": "cyan",
    "WhistleBlown": "yellow",
    "DepartmentReportedIn": "yellow",
    "NeedEscalated": "bold red",
    "ServiceDisputed": "red",
    "ServiceCompleted": "green",
    "ServiceRated": "green",
    "StarRatingChanged": "bold magenta",
    "DepartmentAppraisalChanged": "bold blue",
}

CLAUSES: dict[str, tuple[str, str]] = {
    "service_minutes": ("服务时长", "minutes served"),
    "service_count": ("服务次数", "services"),
    "evaluation": ("群众评价", "evaluation"),
    "response": ("响应率", "response"),
    "satisfaction": ("满意率", "satisfaction"),
    "resolution": ("解决率", "resolution"),
}
"""A clause of a policy in Chinese and in English; a policy may have others, which are shown by their code."""

SAY: dict[str, tuple[str, str]] = {
    "begins": ("共 {needs} 件诉求。总线上的事件：", "{needs} needs. The events on the bus:"),
    "stars": ("{year}年志愿者星级（{community}）", "Stars of {year} ({community})"),
    "departments": ("部门考核（{period}）", "Department appraisal ({period})"),
    "unrated": ("未评", "not rated"),
    "others": ("其余 {count} 名志愿者本年尚无服务。", "{count} other volunteers have no service yet this year."),
    "idle": ("其余 {count} 个部门本期尚无案件。", "{count} other departments have no cases in this period yet."),
    "points": ("{score} 分", "{score} points"),
    "day": (
        "这一天：诉求 {needs} 件，完成服务 {services} 次共 {minutes} 分钟，评价 {ratings} 条，事件 {events} 个。",
        "The day: {needs} needs, {services} services of {minutes} minutes in all, {ratings} ratings, {events} events.",
    ),
    "quick": (
        "最后一次星级变化距引起它的服务或评价 {milliseconds} 毫秒。",
        "The last change of stars came {milliseconds} ms after the service or rating that caused it.",
    ),
    "look": ("在网页上看：{stars}  {departments}", "See it in a browser: {stars}  {departments}"),
    "still": ("这一天没有引起星级变化。", "The day changed nobody's stars."),
}


def say(key: str, language: str, **about: object) -> str:
    """A sentence in zh or en."""
    return SAY[key][language == "en"].format(**about)


def clause(code: str, language: str) -> str:
    """A clause's name in zh or en."""
    return CLAUSES.get(code, (code, code))[language == "en"]
