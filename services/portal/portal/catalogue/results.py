"""What came of it: stars, appeals, points, and the outcomes of imports."""

from __future__ import annotations

RESULTS: dict[str, tuple[str, str]] = {
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
