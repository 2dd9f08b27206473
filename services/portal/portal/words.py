"""The words of the field: every code of `contracts.vocabulary` and every action, in Chinese and English."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # roles
    "resident": ("居民", "resident"),
    "volunteer": ("志愿者", "volunteer"),
    "community_worker": ("社区工作者", "community worker"),
    "officer": ("单位联络员", "officer of a unit"),
    "district_admin": ("区县管理员", "district administrator"),
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
    # kinds of visit
    "household_visit": ("入户走访", "Household visit"),
    "phone_interview": ("电话访谈", "Phone interview"),
    "door_knock": ("敲门行动", "Door knock"),
    "publicity": ("上门宣传", "Publicity"),
    # stations
    "station": ("站点", "station"),
    "duty": ("值班", "duty"),
    "general": ("总站", "General station"),
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
    "culture": ("文化", "Culture"),
    "health": ("健康", "Health"),
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
    # states
    "reported": ("已提交", "Reported"),
    "triaged": ("已分类", "Sorted"),
    "offered": ("等志愿者认领", "Waiting for a volunteer"),
    "whistled": ("已吹哨，等部门报到", "Departments summoned"),
    "assigned": ("有人在办", "Being served"),
    "completed": ("办完了，等确认", "Done, to be confirmed"),
    "confirmed": ("已确认", "Confirmed"),
    "closed": ("已办结", "Closed"),
    "declined": ("不予受理", "Declined"),
    "withdrawn": ("已撤回", "Withdrawn"),
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
    "complete": ("办完了", "Done"),
    "confirm": ("确认办好了", "Confirm it is done"),
    "dispute": ("没有办好", "It is not done"),
    "rate": ("评价", "Rate"),
    "close": ("办结", "Close"),
    "reopen": ("再次提出", "Reopen"),
    "escalate": ("超时升级", "Escalate"),
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
    # records
    "need": ("需求", "need"),
    "account": ("账户", "account"),
    "token": ("令牌", "token"),
    "organisation": ("单位", "organisation"),
    "place": ("地点", "place"),
    "team": ("队伍", "team"),
    "whistle_id": ("吹哨", "whistle"),
    "message": ("消息", "message"),
    # who somebody is to a need
    "reporter": ("提出人", "the one who reported it"),
    "worker": ("社区工作者", "a worker of the community"),
    "provider": ("承办人", "whoever serves it"),
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


def word(code: str, language: str) -> str:
    """The word for `code` in `language` (zh or en); a code without one, such as a name, stays as it is."""
    known = WORDS.get(code)
    return known[1 if language == "en" else 0] if known else code


def status_title(status: int, language: str) -> str:
    """The short title of a problem with the HTTP `status`."""
    return TITLES.get(status, TITLES[400])[1 if language == "en" else 0]
