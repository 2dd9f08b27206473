"""Which kind is suggested from a need's words: how often rightly, how sure, and when none is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from contracts import vocabulary
from ticketing import package_data
from ticketing.kind_suggestions import DOCUMENT, LEAST, learn, load, suggest, suggested
from ticketing.package_data import WrongData

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
AS_LISTED = {
    "便民服务": "convenience",
    "帮困解难": "hardship_relief",
    "就业指导": "job_guidance",
    "治安维护": "public_order",
    "医疗保健": "health_care",
    "环境保护": "environment",
    "宣传教育": "publicity_education",
    "文体活动": "culture_recreation",
}
OTHER_WORDS = {
    "convenience": (
        "洗手池底下一直渗水，柜子板都泡发了",
        "屋里灯泡憋了，我踩不了凳子",
        "晚上家里忽然断了电，左邻右舍都亮着",
        "大门的锁拧不开，人困在外头了",
        "老母亲的药和菜没人捎，能不能帮着跑一趟",
    ),
    "hardship_relief": (
        "我妈八十三了自己过，我们离得远，盼着有人常去瞧瞧她",
        "今年遭灾，家里揭不开锅了，政府有没有救济",
        "残疾人的护理补贴到底找哪个部门办",
        "娃的爹妈都不在了，爷爷奶奶供不起念书",
        "吃低保的户头注销了，不知要怎么重新申请",
    ),
    "job_guidance": (
        "闺女考完毕业证一直在家闲着，哪儿有合适的岗位",
        "我会开铲车，想打听周边工地招不招人",
        "工地欠着我们五个人的工钱不给结",
        "想自己做点小本生意，贷款上有没有扶持",
        "街道今年还组织育婴师培训吗，想报个名",
    ),
    "public_order": (
        "夜里两三点总有小青年在楼下起哄打架",
        "对门把煤气瓶和纸箱子都堆在过道，万一烧起来跑都跑不了",
        "昨天车筐里的包让人顺走了",
        "旁边楼的空调架子快掉了，下面就是人走的道",
        "一个自称送礼品的人挨个敲老年人的门要身份证",
    ),
    "health_care": (
        "老爷子打完点滴回家，谁能来给拔针换纱布",
        "头晕得站不稳，想请大夫到家里瞧瞧",
        "想让社区护士教教怎么打胰岛素",
        "六十五岁以上查身体在哪天，要空腹不",
        "孩子打疫苗的本子丢了怎么补",
    ),
    "environment": (
        "后院成了垃圾场，破家具烂菜叶子都往那扔",
        "隔壁餐馆后厨的烟天天熏得我们咳嗽",
        "阴沟堵了，黑水漫到人行道上",
        "对面施工到凌晨，轰隆隆没法睡",
        "草丛里蚊蝇成堆，求打打药",
    ),
    "publicity_education": (
        "好些老人接到冒充公检法的电话，请人来上一课",
        "可回收和有害到底怎么分，能不能发个说明",
        "新的医疗保险规定弄不懂，想听人说说",
        "我爸想学着用手机看新闻、扫码付钱",
        "张贴栏里的告示几个月没换过了",
    ),
    "culture_recreation": (
        "退休没事干，想跟人一块儿下下棋、拉拉琴",
        "社区有没有瑜伽或者广播操的班",
        "院子里的秋千断了根绳，小娃娃玩不成",
        "中秋晚会我们想出个小品，到哪儿报节目",
        "阅览室能不能晚一点闭馆",
    ),
}
"""By kind, five needs each, put otherwise than in what was learned from."""

Told = list[tuple[str, str]]


@pytest.fixture(scope="module")
def hotline() -> Told:
    """The messages of the hotline's list that say what kind they are of."""
    sheet = load_workbook(EXAMPLES / "needs-sample.xlsx", read_only=True).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    kind, words = rows[0].index("类别"), rows[0].index("诉求内容")
    return [(AS_LISTED[str(row[kind])], str(row[words])) for row in rows[1:] if row[kind] and row[words]]


@pytest.fixture(scope="module")
def day() -> Told:
    needs = json.loads((EXAMPLES / "needs" / "xiezhuang.json").read_text("utf-8"))["needs"]
    return [(need["kind"], need["description"]) for need in needs]


@pytest.fixture(scope="module")
def other_words() -> Told:
    return [(kind, text) for kind, texts in OTHER_WORDS.items() for text in texts]


def best(text: str) -> str | None:
    found = suggested(text)
    return found[0].kind if found else None


def standing(told: Iterable[tuple[str, str]]) -> tuple[int, int, int]:
    """How many are suggested rightly, how many wrongly, and for how many nothing is suggested."""
    answers = [(kind, best(text)) for kind, text in told]
    right = sum(kind == answer for kind, answer in answers)
    silent = sum(answer is None for _, answer in answers)
    return right, len(answers) - right - silent, silent


@pytest.mark.parametrize(("held_out", "least"), [("hotline", 0.8), ("day", 0.8), ("other_words", 0.7)])
def test_texts_not_learned_from_are_mostly_given_their_kind(
    request: pytest.FixtureRequest, held_out: str, least: float
) -> None:
    told: Told = request.getfixturevalue(held_out)
    right, wrong, silent = standing(told)
    print(f"{held_out}: of {len(told)} texts {right} rightly, {wrong} wrongly, {silent} without a suggestion")
    assert len(told) >= 30
    assert right >= least * len(told)


def test_nothing_that_is_measured_by_was_learned_from(hotline: Told, day: Told, other_words: Told) -> None:
    learned = {sentence for sentences in load(package_data.own(DOCUMENT)).values() for sentence in sentences}
    assert not learned & {text for _, text in (*hotline, *day, *other_words)}
    assert not any(sentence in text for _, text in (*hotline, *day) for sentence in learned if len(sentence) > 12)


def test_a_suggestion_is_right_about_as_often_as_it_says(hotline: Told, day: Told, other_words: Told) -> None:
    surer, sure = [], []
    for kind, text in (*hotline, *day, *other_words):
        for one in suggested(text)[:1]:
            (surer if one.confidence >= 90 else sure).append((one.kind == kind, one.confidence))
    for told, least in ((surer, 0.9), (sure, 0.6)):
        share = sum(right for right, _ in told) / len(told)
        said = sum(confidence for _, confidence in told) / len(told)
        print(f"{len(told)} suggestions, {said:.0f} percent sure on average, {share:.0%} of them right")
        assert share >= least
        assert abs(100 * share - said) <= 20


@pytest.mark.parametrize(
    "text",
    [
        "您好，请派人来看一下，麻烦尽快，谢谢！",
        "社区同志你好，已经三天了，希望给个答复。",
        "2026-01-01 13800000000",
        "The tap in my kitchen leaks.",
        "……！？",
        "😀😀",
        "嗯",
    ],
)
def test_words_that_say_nothing_of_the_matter_bring_no_suggestion(text: str) -> None:
    assert suggested(text) == []


def test_a_suggestion_names_the_words_that_speak_for_it() -> None:
    [first, *_] = suggested("您好，厨房水龙头关不紧，水漫了一地，麻烦找个师傅。")
    assert first.kind == "convenience"
    assert "水龙头" in first.because and "您好" not in first.because
    assert first.confidence <= 99


def test_what_speaks_of_two_kinds_is_suggested_with_both() -> None:
    classifier = learn({"a": ["红色的花"], "b": ["红色的车"], "c": ["蓝天"], "any": ["你好"]})
    found = suggest(classifier, "红色的")
    assert {one.kind for one in found} == {"a", "b"}
    assert LEAST <= found[0].confidence == found[1].confidence < 50


@given(st.text(max_size=300))
def test_any_text_gets_an_ordered_answer_whose_confidence_is_no_more_than_a_whole(text: str) -> None:
    found = suggested(text)
    sure = [one.confidence for one in found]
    assert sure == sorted(sure, reverse=True)
    assert sum(sure) <= 100
    assert not found or sure[0] >= LEAST
    assert all(word in "".join(map(str.casefold, text)) or not text.isascii() for one in found for word in one.because)


def document(**changed: str) -> str:
    sentences = {kind: f'["{kind}"]' for kind in ("any", *vocabulary.NEED_KINDS)} | changed
    return "\n".join(f"{kind} = {told}" for kind, told in sentences.items())


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"convenience": "[]"}, "convenience: too_few:1"),
        ({"convenience": '["a", "a"]'}, "convenience: repeated"),
        ({"convenience": '[""]'}, "convenience.0: empty"),
        ({"gardening": '["a"]'}, "gardening: unknown_field"),
        ({"any": "1"}, "any: not_a_list"),
        ({"any": "["}, "not TOML"),
    ],
)
def test_sentences_that_cannot_be_used_are_refused_with_the_place_of_the_fault(
    changed: dict[str, str], fault: str
) -> None:
    with pytest.raises(WrongData) as refused:
        load({DOCUMENT: document(**changed)})
    assert any(found.startswith(f"{DOCUMENT}: {fault}") for found in refused.value.faults), refused.value.faults
