"""The words of the field: every code of `contracts.vocabulary` and every action, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS: dict[str, tuple[str, str]] = {
    # roles
    "resident": ("居民", "resident"),
    "volunteer": ("志愿者", "volunteer"),
    "community_worker": ("社区工作者", "community worker"),
    "officer": ("单位联络员", "officer of a unit"),
    "district_admin": ("区县管理员", "district administrator"),
    "feed_key": ("日历订阅密钥", "feed key"),
    # places
    "district": ("区县", "district"),
    "subdistrict": ("街道/镇", "subdistrict"),
    "community": ("社区", "community"),
    "compound": ("小区", "compound"),
    "building": ("楼栋", "building"),
    "activity": ("活动", "activity"),
    # organisations
    "department": ("部门", "department"),
    "co_building_unit": ("共建单位", "co-building unit"),
    "property_manager": ("物业", "property manager"),
    "owners_committee": ("业委会", "owners' committee"),
    "social_organisation": ("社会组织", "social organisation"),
    "party_branch": ("党支部", "party branch"),
    "health_centre": ("卫生院", "health centre"),
    "school": ("学校", "school"),
    "business": ("企业", "business"),
    # teams
    "community_team": ("社区志愿服务队", "community team"),
    "group": ("组", "group"),
    "industry_team": ("行业队", "industry team"),
    "emergency_squad": ("应急突击队", "emergency squad"),
    "survey_team": ("调查队", "survey team"),
    "service_team": ("服务队", "service team"),
    "leader": ("队长", "leader"),
    "deputy": ("副队长", "deputy"),
    "member": ("队员", "member"),
    "party_member": ("党员", "party member"),
    "science": ("科技", "science"),
    "culture": ("文化", "Culture"),
    "law": ("法律", "law"),
    "health": ("卫生健康", "Health"),
    "coming": ("马上到", "Coming"),
    "not_coming": ("来不了", "Not coming"),
    "call_out": ("出动", "call-out"),
    "secondment": ("派驻", "secondment"),
    # kinds of visit
    "household_visit": ("入户走访", "Household visit"),
    "phone_interview": ("电话访谈", "Phone interview"),
    "door_knock": ("敲门行动", "Door knock"),
    "publicity": ("上门宣传", "Publicity"),
    # stations
    "station": ("站点", "station"),
    "duty": ("值班", "duty"),
    "general": ("总站", "General station"),
    # where a volunteer found a need
    "visit": ("走访", "visit"),
    "patrol_finding": ("巡查发现", "finding of a patrol"),
    # what a station has
    "sign": ("标识", "Sign"),
    "rules": ("制度", "Rules"),
    "staff": ("人员", "Staff"),
    "facilities": ("设施", "Facilities"),
    "projects": ("项目", "Projects"),
    "records": ("台账", "Records"),
    "umbrellas": ("雨伞", "Umbrellas"),
    "hot_water": ("热水", "Hot water"),
    "charging": ("应急充电", "Emergency charging"),
    "first_aid_kit": ("急救箱", "First-aid kit"),
    # one-to-one pairing; projects stand above
    "pairing": ("一助一帮扶", "pairing"),
    "funds": ("资金", "Funds"),
    "skills": ("技能", "Skills"),
    "jobs": ("岗位", "Jobs"),
    # daily rolls
    "roll": ("每日联络名册", "daily roll"),
    "entry": ("名册人员", "person on the roll"),
    "well": ("平安", "Well"),
    "needs_help": ("需要帮助", "Needs help"),
    "not_reached": ("没联系上", "Not reached"),
    "silent": ("还没有消息", "Not heard from"),
    # patrols
    "area": ("责任区", "responsibility area"),
    # sign-ups, and why not all of an attendance counts
    "going": ("已报名", "Signed up"),
    "waiting": ("候补", "On the waiting list"),
    "too_short": ("到场不足计划时间的规定比例", "There for less of the planned time than the rule asks"),
    "overlap": ("同一时间已计入另一活动", "The same time counts for another activity"),
    "activity_cap": ("超过单次活动上限", "Over the cap of one activity"),
    "daily_cap": ("超过每日上限", "Over the cap of a day"),
    "rounded": ("不足一个计时单位的部分不计", "Less than a whole unit does not count"),
    "set_aside": ("存疑，待核定", "Set aside for a person to decide"),
    "rejected": ("核定为不计", "A person decided that it does not count"),
    "accepted": ("核定为有效", "A person decided that it counts"),
    # how an attendance is known, and what makes it doubtful
    "list": ("名单登记", "By list"),
    "code": ("扫码签到", "By code"),
    "on_the_spot": ("现场登记", "By a worker on the spot"),
    "burst": ("短时间内大量签到", "Very many checked in at once"),
    "two_places": ("同一时间在两处", "In two places at the same time"),
    "too_far_apart": ("两地间隔时间过短", "Two communities within too short a time"),
    "no_check_out": ("忘记签退", "Did not check out"),
    # no-shows
    "recorded": ("已登记缺席", "No-show recorded"),
    "objected": ("已提出异议", "Objected to"),
    "upheld": ("缺席成立", "No-show upheld"),
    "lifted": ("缺席撤销", "No-show lifted"),
    "certificate": ("志愿服务证明", "certificate"),
    "honour_hours": ("荣誉时长", "honour hours"),
    # what speaks for and against proposing somebody
    "credential_valid": ("持有效证书", "With a valid credential"),
    "self_declared": ("本人自报", "By their own word"),
    "declared_free": ("填报有空", "Free by their own word"),
    "not_declared": ("未填报", "Not said"),
    "declared_otherwise": ("填报无空", "Not free by their own word"),
    "wished": ("合乎意愿", "As they wish"),
    "not_wished": ("不在意愿之内", "Not among what they wish"),
    "same_building": ("同一楼栋", "Same building"),
    "same_compound": ("同一小区", "Same compound"),
    "same_community": ("同一社区", "Same community"),
    "unknown": ("不详", "Not known"),
    "not_seconded": ("那一天不在派驻期内", "Not seconded on that day"),
    "credential_expired": ("证书已过期", "Certificate run out"),
    "training": ("培训", "training"),
    "drill": ("演练", "drill"),
    "no_skill": ("没有所需特长", "Lack a skill"),
    "no_language": ("不会所需语言", "Do not speak the language"),
    "not_available": ("这段时间没有空", "Not free at the time"),
    "busy": ("这段时间已有安排", "Busy with something else at the time"),
    "station_duty": ("站点值班", "duty at a station"),
    "proposed_elsewhere": ("已推荐给同时的另一件事", "Proposed for something else at the time"),
    # recurring activities
    "series": ("系列活动", "series"),
    "day": ("每天", "every day"),
    "week": ("每周", "every week"),
    "month": ("每月", "every month"),
    "quarter": ("每季度", "every quarter"),
    "keep": ("节假日照常", "also on public holidays"),
    "skip": ("节假日不办", "not on public holidays"),
    "move": ("遇节假日顺延到下一个工作日", "moved from public holidays to the next working day"),
    "workdays_only": ("只在工作日（含调休上班日）", "on working days only, make-up ones too"),
    "running": ("正常进行", "Running"),
    "fallen_silent": ("无声停了", "Fallen silent"),
    "ended": ("已结束", "Ended"),
    "stopped": ("已停办", "Stopped"),
    "tentative": ("待定", "Tentative"),
    "cancelled": ("已取消", "Called off"),
    # kinds of need
    "convenience": ("便民服务", "Convenience"),
    "hardship_relief": ("帮困解难", "Hardship relief"),
    "job_guidance": ("就业指导", "Job guidance"),
    "public_order": ("治安维护", "Public order"),
    "health_care": ("医疗保健", "Health care"),
    "environment": ("环境保护", "Environment"),
    "publicity_education": ("宣传教育", "Publicity and education"),
    "culture_recreation": ("文体娱乐", "Culture and recreation"),
    # urgency
    "life_safety": ("危及人身安全", "Danger to life or safety"),
    "utilities": ("水电气热暖、风雨灾害", "Water, power, gas, heat or storm"),
    "ordinary": ("一般事项", "Ordinary"),
    "complex": ("复杂事项", "Complex"),
    # clocks
    "dispatch": ("派单", "dispatch"),
    "answer": ("办理", "answer"),
    "paused": ("暂停", "paused"),
    "started": ("开始计时", "started"),
    "resumed": ("继续计时", "resumed"),
    "moved": ("时限变更", "limit changed"),
    "by_hand": ("人工", "by hand"),
    "time_limit": ("超过时限", "time limit"),
    # states
    "reported": ("已提交", "Reported"),
    "triaged": ("已分类", "Sorted"),
    "offered": ("等志愿者认领", "Waiting for a volunteer"),
    "whistled": ("已吹哨，等部门报到", "Departments summoned"),
    "assigned": ("有人在办", "Being served"),
    "suspended": ("暂缓办理", "Waiting"),
    "completed": ("办完了，等确认", "Done, to be confirmed"),
    "confirmed": ("已确认", "Confirmed"),
    "closed": ("已办结", "Closed"),
    "declined": ("不予受理", "Declined"),
    "withdrawn": ("已撤回", "Withdrawn"),
    # also said of hours that count under the same person's other record
    "merged": ("已并入另一条", "Merged into another one"),
    # photos
    "photo": ("照片", "photo"),
    "before": ("办理前", "Before"),
    "after": ("办理后", "Afterwards"),
    # whistles
    "summons": ("吹哨", "summons"),
    "handover": ("移交", "handover"),
    "help": ("协助", "help"),
    "excused": ("同意退出", "excused"),
    # call-backs
    "no_answer": ("无人接听", "no answer"),
    "wrong_number": ("号码有误", "wrong number"),
    "away": ("不在家", "away"),
    "not_willing": ("不愿接受回访", "not willing"),
    # actions
    "report": ("提交", "Report"),
    "triage": ("分类", "Sort"),
    "decline": ("不受理", "Decline"),
    "withdraw": ("撤回", "Withdraw"),
    "offer": ("转给志愿者", "Offer to volunteers"),
    "claim": ("认领", "Claim"),
    "assign": ("派单", "Assign"),
    "hand_back": ("退回", "Hand back"),
    "whistle": ("吹哨", "Blow the whistle"),
    "report_in": ("报到", "Report in"),
    "decline_whistle": ("不属于本单位", "Not ours"),
    "excuse": ("同意退出", "Excuse"),
    "uphold": ("维持吹哨", "Keep to the whistle"),
    "hand_over": ("移交", "Hand over"),
    "ask_for_help": ("请求协助", "Ask for help"),
    "suspend": ("暂缓", "Have it wait"),
    "resume": ("继续办理", "Go on"),
    "raise": ("上报", "Raise"),
    "complete": ("办完了", "Done"),
    "confirm": ("确认办好了", "Confirm it is done"),
    "dispute": ("没有办好", "It is not done"),
    "call_back": ("回访", "Call back"),
    "make_rating_link": ("生成评价链接", "Make a link for rating"),
    "rate": ("评价", "Rate"),
    "close": ("办结", "Close"),
    "reopen": ("再次提出", "Reopen"),
    "add_photo": ("加照片", "Add a photo"),
    "merge": ("合并", "Merge"),
    "escalate": ("超时升级", "Escalate"),
    "run_out": ("时限已过", "Time limit passed"),
    # ways and reasons
    "claimed": ("认领", "claimed"),
    "reported_in": ("报到", "reported in"),
    "served": ("已服务", "served"),
    "self": ("本人", "oneself"),
    "on_behalf": ("代为提交", "on behalf"),
    "report_in_overdue": ("报到超时", "report-in overdue"),
    "satisfied": ("满意", "satisfied"),
    "basically_satisfied": ("基本满意", "basically satisfied"),
    "not_satisfied": ("不满意", "not satisfied"),
    # hazards
    "hazard": ("安全隐患", "hazard"),
    "volunteer_team": ("志愿服务队", "volunteer team"),
    "professional": ("专业机构", "professionals"),
    "open": ("待办", "To be done"),
    "done": ("已办", "Done"),
    "waived": ("不再办理", "Set aside"),
    # indicators
    "indicator": ("指标", "indicator"),
    "per_mille": ("千分之一", "per mille"),
    "basis_points": ("万分之一", "basis points"),
    # records
    "need": ("需求", "need"),
    "account": ("账户", "account"),
    "token": ("令牌", "token"),
    "organisation": ("单位", "organisation"),
    "place": ("地点", "place"),
    "team": ("队伍", "team"),
    "whistle_id": ("吹哨", "whistle"),
    "message": ("消息", "message"),
    # deliberation; declined stands above
    "topic": ("议题", "topic"),
    "forum": ("恳谈会", "open forum"),
    "agreed_point": ("议定事项", "agreed point"),
    "compact_version": ("公约版本", "version of a compact"),
    "proposed": ("已提出", "Proposed"),
    "taken_up": ("已列入议事", "Taken up"),
    "concluded": ("已有结论", "Concluded"),
    # consent surveys
    "survey": ("意愿征询", "consent survey"),
    "yes": ("同意", "Yes"),
    "no": ("不同意", "No"),
    "abstain": ("弃权", "Abstains"),
    "signature": ("签字", "Signature"),
    "witness": ("见证人", "Witness"),
    "recording": ("录音录像", "Recording"),
    # who somebody is to a need
    "reporter": ("提出人", "the one who reported it"),
    "worker": ("社区工作者", "a worker of the community"),
    "provider": ("承办人", "whoever serves it"),
    # the three lists, micro-projects, joint meetings; funds stand above
    "resource": ("资源", "resource"),
    "venue": ("场地", "Venue"),
    "people": ("人力", "People"),
    "goods": ("物资", "Goods"),
    "expertise": ("专业能力", "Expertise"),
    "service": ("服务", "Service"),
    "need_entry": ("需求清单", "entry of the need list"),
    "listed": ("待立项", "Listed"),
    "in_project": ("已立项", "In a project"),
    "settled": ("已解决", "Settled"),
    "dropped": ("已撤下", "Dropped"),
    "project": ("微项目", "project"),
    "milestone": ("节点", "milestone"),
    "spending": ("支出", "entry of the account"),
    "claiming_unit": ("领办单位的联络员", "an officer of the unit that has it in hand"),
    "in_hand": ("领办中", "In hand"),
    "finished": ("已完成，待确认", "Finished, to be confirmed"),
    "propose": ("立项", "Propose"),
    "give_up": ("放弃领办", "Give up"),
    "raise_budget": ("调高预算", "Raise the budget"),
    "plan_milestone": ("安排节点", "Plan a milestone"),
    "reach_milestone": ("完成节点", "Reach a milestone"),
    "spend": ("记支出", "Enter what was spent"),
    "correct_spending": ("冲正支出", "Take an entry back"),
    "report_progress": ("报告进展", "Report progress"),
    "correct_report": ("更正报告", "Correct a report"),
    "finish": ("报告完成", "Say that it is finished"),
    "send_back": ("退回成果", "Refuse the result"),
    "award": ("以奖代补", "Award"),
    "meeting": ("联席会议", "joint meeting"),
    "decision": ("议定事项", "decision"),
    "report_missing": ("本季度没有报告", "No report for the quarter"),
    "milestone_overdue": ("节点逾期", "Milestone overdue"),
    "decision_open": ("议定事项未办结", "Decision still open"),
    "project_unclaimed": ("项目待领办", "Project nobody has claimed"),
    "project_to_confirm": ("成果待确认", "Result to be confirmed"),
    # scoring
    "service_minutes": ("服务时长", "Time served"),
    "service_count": ("服务次数", "Services"),
    "evaluation": ("群众评价", "Evaluation"),
    "response": ("响应", "Response"),
    "satisfaction": ("满意", "Satisfaction"),
    "resolution": ("解决", "Resolution"),
    "minutes": ("分钟", "minutes"),
    "target": ("目标", "target"),
    "services": ("服务", "services"),
    "ratings": ("评价数", "ratings"),
    "stars": ("星", "stars"),
    "rating_stars": ("评价星数合计", "stars given"),
    "prior_count": ("先验份数", "prior ratings"),
    "prior_stars": ("先验星数", "prior stars"),
    "mean": ("平均", "mean"),
    "in_time": ("按时报到", "in time"),
    "late": ("迟到", "late"),
    "unanswered": ("未报到", "unanswered"),
    "out_of": ("总数", "out of"),
    "cases": ("件数", "cases"),
    "call_backs": ("回访", "call-backs"),
    "resolved": ("已解决", "resolved"),
    "basically_satisfied_counts": ("基本满意折算", "basically satisfied counts"),
    # not rated
    "no_service": ("还没有完成的服务", "no completed service yet"),
    "too_few_cases": ("案件太少，暂不评价", "too few cases to be rated"),
    # points, and benefit packages; withdrawn and cancelled stand above
    "earned": ("服务所得", "Earned"),
    "reversed": ("更正减去", "Taken back"),
    "spent": ("兑换", "Spent"),
    "returned": ("退回", "Returned"),
    "expired": ("到期", "Run out"),
    "transferred": ("转入", "Transferred"),
    "benefit": ("优惠包", "benefit package"),
    "redemption": ("兑换", "redemption"),
    "upcoming": ("还没有开始", "Not yet on offer"),
    "on_offer": ("可兑换", "On offer"),
    "sold_out": ("已兑完", "Sold out"),
    "over": ("已结束", "Over"),
    "redeemed": ("待领取", "To be taken"),
    "honoured": ("已领取", "Taken"),
    "ran_out": ("过期未领取", "Not taken in time"),
    # outcomes of an import
    "added": ("新增", "added"),
    "changed": ("更改", "changed"),
    "unchanged": ("未变", "unchanged"),
    "refused": ("未通过", "refused"),
}

KIND_HINTS: dict[str, tuple[str, str, str]] = {
    "convenience": ("basket", "跑腿代办、水电小修、家政", "Errands, small repairs, housekeeping"),
    "hardship_relief": ("heart", "生活困难、孤寡老人、孩子照看", "Hard times, elders alone, children"),
    "job_guidance": ("briefcase", "找工作、学手艺", "Finding work, learning a trade"),
    "public_order": ("shield-check", "治安、停车、邻里纠纷", "Safety, parking, quarrels"),
    "health_care": ("heart-pulse", "看病、量血压、康复", "Doctors, blood pressure, recovery"),
    "environment": ("tree", "垃圾、绿化、噪声、墙面脱落", "Rubbish, greenery, noise, falling plaster"),
    "publicity_education": ("megaphone", "讲座、普法、办证咨询", "Talks, legal advice, certificates"),
    "culture_recreation": ("music-note-beamed", "书画、唱歌跳舞、下棋", "Calligraphy, singing, dancing, chess"),
}
"""Each kind of need as a resident would put it: icon, Chinese, English."""

TITLES: dict[int, tuple[str, str]] = {
    400: ("请求无法读懂", "The request cannot be read"),
    401: ("请先登录", "Sign in first"),
    403: ("没有权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("不接受这种请求", "Method not allowed"),
    409: ("现在不能这样做", "Not possible now"),
    413: ("内容太大", "Too large"),
    415: ("格式不对", "Wrong content type"),
    422: ("内容需要修改", "Some of it must be changed"),
    429: ("太频繁了", "Too many attempts"),
    500: ("系统出错", "Something went wrong"),
    503: ("暂时不可用", "Away for the moment"),
}

_WEEKDAYS = (
    ("一", "Monday"),
    ("二", "Tuesday"),
    ("三", "Wednesday"),
    ("四", "Thursday"),
    ("五", "Friday"),
    ("六", "Saturday"),
    ("日", "Sunday"),
)
_MONTHS = ("first", "second", "third")
_SHORTEST_MONTH = 28


def rhythm(recurrence: Mapping[str, Any], holidays: str, language: str) -> str:
    """How often something takes place (`contracts.requests.series.RecurrenceShown`) and what happens on public
    holidays, in `language`: 每周五，节假日照常; every Friday, also on public holidays."""
    every, weekday, month, day = (recurrence[name] for name in ("every", "weekday", "month", "day"))
    if language == "en":
        said = {
            "day": "every day",
            "week": f"every {_WEEKDAYS[(weekday or 1) - 1][1]}",
            "month": f"on the {_ordinal(day or 1)} of each month",
            "quarter": f"on the {_ordinal(day or 1)} of the {_MONTHS[(month or 1) - 1]} month of each quarter",
        }[every]
        shorter = " (the last day of a shorter month)" if day and day > _SHORTEST_MONTH else ""
        return f"{said}{shorter}, {word(holidays, language)}"
    said = {
        "day": "每天",
        "week": f"每周{_WEEKDAYS[(weekday or 1) - 1][0]}",
        "month": f"每月{day}日",
        "quarter": f"每季度第{month}个月{day}日",
    }[every]
    shorter = "（当月没有这一天时为最后一天）" if day and day > _SHORTEST_MONTH else ""
    return f"{said}{shorter}，{word(holidays, language)}"


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def word(code: str, language: str) -> str:
    """The word for `code` in `language` (zh or en); a code without one, such as a name, stays as it is."""
    known = WORDS.get(code)
    return known[1 if language == "en" else 0] if known else code


def status_title(status: int, language: str) -> str:
    """The short title of a problem with the HTTP `status`."""
    return TITLES.get(status, TITLES[400])[1 if language == "en" else 0]
