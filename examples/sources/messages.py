"""Five hundred messages of a hotline and its web page, as the list that a community is sent of them. All invented: made
from a small grammar, the same each time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Cell = str | float | datetime | None

TITLE = "协庄社区热线与网络留言转办清单（2025年1—6月）"
HEADINGS = ("工单编号", "来电时间", "诉求人", "楼栋", "具体地点", "诉求内容", "类别", "紧急程度", "转办人备注")
WIDTHS = (18, 20, 12, 16, 18, 60, 12, 10, 16)
COUNT = 500
SEED = 20250701

BEGINS = datetime(2025, 1, 4, 8, 0)
_MINUTES_BETWEEN = (60, 900)
_BUILDINGS_OF = {"一": 38, "二": 35, "三": 34, "四": 32}
_BLANK_AFTER = 250

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_TITLES = ("先生", "女士", "大爷", "大妈", "师傅", "阿姨")
_OPENINGS = ("", "", "您好，", "社区同志你好，", "来电反映：", "想反映一下，", "麻烦帮忙看看，")
_SPOTS = (
    "{n}单元门口",
    "{n}单元三楼楼道",
    "楼前空地",
    "楼后绿化带",
    "东门岗亭旁",
    "车棚边上",
    "地下车库入口",
    "健身广场",
)
_SINCE = (
    "从昨天开始",
    "已经三天了",
    "快一个星期了",
    "有半个月了",
    "好几个月了",
    "每到晚上",
    "一下雨就这样",
    "今天早上发现的",
)
_ENDINGS = (
    "希望尽快处理。",
    "请派人来看一下。",
    "盼回复，谢谢！",
    "家里有老人，实在不方便。",
    "邻居们都有意见。",
    "以前报过一次，没有下文。",
    "麻烦给个准话。",
)

# Kind as the list calls it, urgency as the list calls it (None for what has no beginning), what is wrong or wanted, and
# what is said with it.
_TROUBLES: tuple[tuple[str, str | None, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "便民服务",
        "紧急",
        ("家里停水", "水管接头漏水", "暖气不热", "总闸老跳", "燃气灶打不着火", "下水道返水"),
        ("做饭都成问题", "地板泡了一片", "屋里只有十三四度", "冰箱里的东西都化了"),
    ),
    (
        "便民服务",
        "一般",
        ("门锁坏了打不开", "想请人换个灯管", "纱窗掉下来了", "需要代缴一次电费", "想找人帮着搬个柜子"),
        ("一个人弄不了", "眼神不好够不着", "子女都在外地", "腿脚不方便出不了门"),
    ),
    (
        "帮困解难",
        None,
        ("低保复核的表不会填", "邻居独居老人几天没出门", "想申请临时救助", "残疾证到期不知道怎么换"),
        ("跑了两趟没办成", "敲门没人应心里不踏实", "家里刚动过手术", "不知道去哪个窗口"),
    ),
    (
        "就业指导",
        None,
        ("想打听附近的保洁工作", "儿子毕业半年还没有工作", "想学一门手艺", "想问创业贷款怎么申请"),
        ("四十多岁不好找活", "网上的信息看不明白", "听说有免费培训", "有电工证"),
    ),
    (
        "治安维护",
        "一般",
        ("电动车停满了消防通道", "有陌生人挨户推销", "半夜有人在楼下喝酒吵闹", "电瓶车电池被偷了", "飞线充电"),
        ("救护车都进不来", "老人差点上当", "孩子睡不好觉", "大家提心吊胆", "怕着火"),
    ),
    (
        "治安维护",
        "特急",
        ("外墙瓷砖往下掉", "窨井盖没了", "楼道里有烧焦味", "围墙裂了一道大缝往外歪"),
        ("差点砸到放学的孩子", "晚上看不见太危险", "怕出人命", "底下天天有人走"),
    ),
    (
        "医疗保健",
        None,
        ("想请医生上门量血压", "问老年人体检哪天做", "卧床老人需要换药", "想打听家庭医生怎么签约"),
        ("下不了楼", "去年错过了", "子女请不下假", "有好几种慢性病"),
    ),
    (
        "环境保护",
        "一般",
        (
            "垃圾桶满了没人清",
            "装修垃圾堆在路边",
            "有人在绿化带里种菜施肥",
            "油烟直往楼上窜",
            "狗粪没人收拾",
            "广场舞声音太大",
        ),
        ("臭味熏得开不了窗", "一刮风全是灰", "夏天招苍蝇", "衣服都不敢晾", "没法开窗睡觉"),
    ),
    (
        "宣传教育",
        None,
        ("不清楚垃圾怎么分类", "想请人讲讲怎么防诈骗", "公示栏还是去年的", "问医保缴费什么时候截止"),
        ("老人们都弄不明白", "前天楼里有人被骗了", "通知看不到", "怕误了时间"),
    ),
    (
        "文体活动",
        None,
        ("乒乓球台坏了一条腿", "想报书法班", "活动室周末不开门", "健身器材生锈松动"),
        ("孩子们没处玩", "问了几次都说满了", "上班的人去不了", "怕摔着人"),
    ),
)


def workbook() -> Workbook:
    """The list with its merged title, its headings, a blank row in the middle and the sum below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "转办清单"
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADINGS))
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    sheet.append(HEADINGS)
    for number, row in enumerate(_rows(), 1):
        sheet.append(row)
        if number == _BLANK_AFTER:
            sheet.append([None] * len(HEADINGS))
    sheet.append(["合计", f"{COUNT}件"])
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A3"
    return book


def _rows() -> list[list[Cell]]:
    choose = random.Random(SEED)
    heard = BEGINS
    rows = []
    for number in range(1, COUNT + 1):
        heard += timedelta(minutes=choose.randrange(*_MINUTES_BETWEEN))
        kind, urgency, wrongs, effects = choose.choice(_TROUBLES)
        spot = choose.choice(_SPOTS).format(n=choose.randrange(1, 5))
        since = f"，{choose.choice(_SINCE)}" if urgency else ""
        said = (choose.choice(_OPENINGS), choose.choice(wrongs), since, choose.choice(effects), choose.choice(_ENDINGS))
        words = "{}{}{}，{}。{}".format(*said)
        rows.append(
            [
                f"RX{heard:%Y%m%d}{number:04}",
                _typed(heard, choose.randrange(6)),
                _caller(choose),
                _building(choose),
                choose.choice((spot, spot, None)),
                words,
                choose.choice((kind, kind, kind, None)),
                choose.choice((urgency, urgency, None)),
                choose.choice((None, None, None, "网上留言", "已电话安抚")),
            ]
        )
    return rows


def _typed(heard: datetime, way: int) -> Cell:
    """The moment in one of the ways in which such lists have it."""
    day = f"{heard.year}年{heard.month}月{heard.day}日"
    half, hour = ("下午", heard.hour - 12) if heard.hour > 12 else ("上午", heard.hour)
    serial = (heard - datetime(1899, 12, 30)) / timedelta(days=1)
    ways: tuple[Cell, ...] = (
        heard,
        f"{heard:%Y-%m-%d %H:%M}",
        f"{heard.year}/{heard.month}/{heard.day} {heard.hour}:{heard.minute:02}",
        day if heard.hour == 12 else f"{day} {half}{hour}点{heard.minute}分",
        f"{heard:%Y.%m.%d}",
        round(serial, 6),
    )
    return ways[way]


def _caller(choose: random.Random) -> str:
    return choose.choice((choose.choice(_SURNAMES) + choose.choice(_TITLES),) * 9 + ("匿名",))


def _building(choose: random.Random) -> str | None:
    part = choose.choice(tuple(_BUILDINGS_OF))
    number = choose.randrange(1, _BUILDINGS_OF[part] + 1)
    return choose.choice((f"协庄{part}区{number}号楼", f"协庄{part}区{number}号楼", None))
