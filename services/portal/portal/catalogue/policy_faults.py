"""What may be wrong at a place of a policy document, beside what may be wrong with any field."""

from __future__ import annotations

POLICY_FAULTS: dict[str, tuple[str, str]] = {
    "not_for_stars": ("这不是星级规则，应写“stars”。", "This is no policy for stars; write “stars” here."),
    "not_among": ("只能写：{0}。", "This must be one of: {0}."),
    "not_a_policy_name": (
        "名称用 1 到 40 个小写字母、数字和短横线。",
        "A name has 1 to 40 lower-case letters, digits and hyphens.",
    ),
    "not_a_policy_version": (
        "版本用 1 到 20 个小写字母、数字、点和短横线。",
        "A version has 1 to 20 lower-case letters, digits, dots and hyphens.",
    ),
    "not_a_decimal": ("这里要填一个数。", "This must be a number."),
    "not_points": (
        "要大于 0、不超过 {0}，最多四位小数。",
        "This must be more than 0 and at most {0}, with at most four decimals.",
    ),
    "needed_by_clause": ("这种条款要写明这一项。", "This kind of clause needs it."),
    "not_of_clause": ("这种条款没有这一项，请去掉。", "This kind of clause does not take it; leave it out."),
    "nothing_gives_points": ("没有一条能得分。", "Nothing here gives points."),
    "without_weight_among_weights": (
        "其他条款都有权重，这一条没有，不能放在一起。",
        "Other clauses have weights and this one has none: they do not go together.",
    ),
    "weights_not_hundred": ("权重合计是 {0}，应为 100。", "The weights sum to {0}, not to 100."),
    "lacking": ("还缺：{0}。", "Missing here: {0}."),
    "not_so_many_levels": (
        "要写 {0} 级，从一星到五星。",
        "There must be {0} levels, for one to five stars.",
    ),
    "asks_for_nothing": ("这一级什么要求也没有。", "This level asks for nothing."),
    "less_than_level_before": ("这一级要求的{all}比前一级少。", "This level asks for less than the one before: {all}."),
    "not_more_than_level_before": (
        "这一级的要求和前一级一样。",
        "This level asks for no more than the one before.",
    ),
    "months_with_rolling": (
        "只有滚动计算时才写几个月，而且必须写。",
        "Months are needed for a rolling period, and for no other.",
    ),
    "zero_without_least_hours": (
        "写明至少服务多少小时，才能不要求服务次数。",
        "This may be 0 only where the least hours say who is rated.",
    ),
    "more_than_satisfied_from": (
        "不能高于算作满意的星数。",
        "This may not be more stars than count as satisfied.",
    ),
    "not_a_day_of_every_year": ("不是每年都有这一天。", "Not every year has this day."),
    "run_out_before_earned": (
        "当年到期的只能在年底到期，否则后面得的积分得到之前就已过期。",
        "Points that run out in their own year do so at its end, or later ones would be gone before they are earned.",
    ),
    "target_with_deeds": (
        "只有按次数计算的才写目标，而且必须写。",
        "A target is needed for what is done so many times, and for nothing else.",
    ),
    "less_than_extreme_below": ("不能低于特低分的界限。", "This may not be less than the limit of very low marks."),
}
