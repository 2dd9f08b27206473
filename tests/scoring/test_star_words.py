"""Ratings in words, as people read them: every kind of outcome once, in both languages."""

from __future__ import annotations

import dataclasses

import pytest

from scoring import policies, star_words
from scoring.clauses import Sums
from scoring.stars import StarPolicy

YEARLY = policies.own().stars[0]


def ready(name: str) -> StarPolicy:
    policy = policies.read(policies.ready()[name])
    assert isinstance(policy, StarPolicy)
    return policy


HOURS = ready("hours")
POINTS = ready("hours-and-points")
ROLLING = dataclasses.replace(HOURS, period="rolling", months=12)

SAID = [
    (
        YEARLY,
        Sums(),
        "2026年尚无已完成的服务，暂不评星。",
        "No completed service in 2026 yet, so there is no star rating.",
    ),
    (
        YEARLY,
        Sums(services=1, minutes=60, ratings=1, rating_stars=5),
        "2026年完成服务1次，共1小时；收到评价1条，平均5.00星。得24.5分，评为1星。距2星还差15.5分。",
        "In 2026: 1 service, 1 hour; 1 rating averaging 5.00 stars. Score 24.5: 1 star. "
        "15.5 points missing to 2 stars.",
    ),
    (
        YEARLY,
        Sums(services=60, minutes=5430, ratings=60, rating_stars=290),
        "2026年完成服务60次，共90小时30分钟；收到评价60条，平均4.83星。得96.9分，评为5星。",
        "In 2026: 60 services, 90 hours 30 minutes; 60 ratings averaging 4.83 stars. Score 96.9: 5 stars.",
    ),
    (
        HOURS,
        Sums(attendances=1, attended_minutes=30),
        "累计至2026年完成服务0次，共0分钟；参加活动1次，计30分钟；收到评价0条。不足1小时，暂不评星。",
        "In all years up to 2026: 0 services, 0 minutes; 1 attendance, 30 minutes; 0 ratings. "
        "Below 1 hour, so there is no star rating yet.",
    ),
    (
        ROLLING,
        Sums(services=20, minutes=1800, attendances=70, attended_minutes=8400),
        "2026年评定前12个月完成服务20次，共30小时；参加活动70次，计140小时；收到评价0条。"
        "得170.0分，评为1星。距2星还差130.0小时。",
        "In the 12 months before the rating of 2026: 20 services, 30 hours; 70 attendances, 140 hours; 0 ratings. "
        "Score 170.0: 1 star. 130.0 hours missing to 2 stars.",
    ),
    (
        POINTS,
        Sums(services=100, minutes=12000, trainings=5, no_shows=2, ratings=3, rating_stars=13, honour_minutes=90),
        "累计至2026年完成服务100次，共200小时；培训5次；荣誉时长1小时30分钟；缺席2次；收到评价3条，平均4.33星。"
        "得2047.5分，达到2星，因缺席2次降1星，评为1星。",
        "In all years up to 2026: 100 services, 200 hours; 5 trainings; 1 hour 30 minutes of honour; 2 no-shows; "
        "3 ratings averaging 4.33 stars. Score 2047.5 reaches 2 stars, less 1 for 2 no-shows: 1 star.",
    ),
    (
        POINTS,
        Sums(services=100, minutes=12000, no_shows=5),
        "累计至2026年完成服务100次，共200小时；缺席5次；收到评价0条。缺席达5次，不参加评星。",
        "In all years up to 2026: 100 services, 200 hours; 5 no-shows; 0 ratings. "
        "With 5 no-shows there is no star rating.",
    ),
    (
        POINTS,
        Sums(services=90, minutes=5940, trainings=1, ratings=1, rating_stars=4),
        "累计至2026年完成服务90次，共99小时；培训1次；收到评价1条，平均4.00星。得1010.0分，评为1星。距2星还差1.0小时。",
        "In all years up to 2026: 90 services, 99 hours; 1 training; 1 rating averaging 4.00 stars. "
        "Score 1010.0: 1 star. 1.0 hour missing to 2 stars.",
    ),
]


@pytest.mark.parametrize(("policy", "sums", "zh", "en"), SAID)
def test_a_rating_reads_as_people_would_say_it(policy: StarPolicy, sums: Sums, zh: str, en: str) -> None:
    assert star_words.words(policy, 2026, sums) == {"zh": zh, "en": en}


def test_what_a_quota_left_is_said_after_what_was_earned() -> None:
    sums = Sums(services=60, minutes=5400, ratings=60, rating_stars=300)
    said = star_words.words(YEARLY, 2026, sums, kept=4)
    assert said["zh"].endswith("得98.5分，评为5星。因名额限制，定为4星。")
    assert said["en"].endswith("Score 98.5: 5 stars. The quota leaves 4 stars.")


def test_the_rule_names_every_level_and_what_no_shows_cost() -> None:
    assert star_words.rule(POINTS).endswith(
        "1 to 5 stars from 500 points and 50 hours; 1000 points and 100 hours; 2100 points and 200 hours; "
        "4200 points and 400 hours; 8400 points and 800 hours; not rated with fewer than 1 hour. "
        "Every 2 no-shows cost a star. From 5 no-shows on nobody is rated."
    )
