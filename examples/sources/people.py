"""Invented people. The n-th person's name and telephone number follow from n alone, so they never change.

Names combine common surnames with common given names; numbers come from 1390000xxxx, which nobody is given.
"""

from __future__ import annotations

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
_GIVEN = (
    "秀兰 建国 桂英 志强 淑珍 永福 玉梅 国庆 凤霞 德明 春梅 卫东 丽华 守义 爱华 文斌 翠萍 长河 雪梅 振华 "
    "桂芳 立新 素琴 海涛 美玲 传宝 红霞 学军 秋菊 广田 金花 明远 慧敏 世昌 玉珍 宝山 冬梅 向阳 亚萍 忠诚 "
    "彩云 庆丰 月娥 荣生 小燕 树林 巧玲 兴旺 莲英 洪波 艳芬 福来 桂香 青松 瑞芝 东升 佩兰 光明 喜凤 有才 "
    "兰芝 正平 香玲 开泰 银环 继武 淑贤 和顺 玉芹 万里 杏花 祥林 敬芝 铁柱 腊梅 得水 云芳 耀宗 静怡 本善 "
    "婉清 成林 若兰 保田 晓岚 子轩 依琳 俊杰 思远 雨桐 浩然 欣怡 博文 佳慧 天佑 诗涵 立民 宁馨 少康 梦洁 "
    "启航 楚楚 乐山 心妍 景行 语桐 致远 可欣 一鸣 安琪 春晓 秋实 望舒 克勤 采薇 克俭 知秋 守信 映雪 树人 "
    "清和 大山 芷若 仁厚 如意 满仓 平安 长青"
)
GIVEN = _GIVEN.split()


def name(n: int) -> str:
    """The name of the n-th person. No two alike below 61 × 128: the two counts have no common factor."""
    return SURNAMES[n % len(SURNAMES)] + GIVEN[n * 37 % len(GIVEN)]


def phone(n: int) -> str:
    """The telephone number of the n-th person, n below 10,000."""
    return f"1390000{n:04d}"
