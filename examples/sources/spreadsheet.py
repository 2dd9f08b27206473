"""A community's own list of volunteers, kept in a spreadsheet as people keep one. All invented."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Cell = str | int | None

TITLE = "协庄社区“和协一家亲”志愿者登记表"
HEADINGS = ("序号", "组别", "姓名", "政治面貌", "联系电话", "特长", "备注")
WIDTHS = (6, 14, 10, 12, 16, 22, 24)

BLANK: tuple[Cell, ...] = (None,) * 6

# As typed, with the faults of such lists: a telephone number is now text, now a number, now in groups of digits.
# Group, name, standing, telephone, skills, remark.
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("社会治理组", "孟庆和", "中共党员", "13900002001", "入户走访、矛盾调解", "一区楼长"),
    ("社会治理组", "宋玉霞", "中共党员", 13900002002, "矛盾调解", None),
    ("社会治理组", "程守田", "群众", "13900002003", "入户走访", None),
    ("社会治理组", "鲁淑云", "中共党员", "13900002004", "政策宣讲", "退休教师"),
    ("社会治理组", None, "群众", "13900002005", "入户走访", "名字待补"),
    ("社会治理组", "邢建业", "群众", "139 0000 2006", None, None),
    ("社会治理组", "陶桂珍", "中共党员", "13900002007", "入户走访", "二区楼长"),
    ("社会治理组", "严立本", "群众", "13900002008", "就业咨询", None),
    BLANK,
    ("便民服务组", "侯长顺", "群众", 13900002009, "水暖维修、电工", "周末有空"),
    ("便民服务组", "龚学忠", "中共党员", "13900002010", "电工", None),
    ("便民服务组", "邵小满", "群众", "13900002011", "跑腿代办", "有三轮车"),
    ("便民服务组", "毛秀芹", "群众", "1390000", "跑腿代办", "电话待核"),
    ("便民服务组", "贺春兰", "群众", "139 0000 2013", "家政、护理", None),
    ("便民服务组", "龙大勇", "中共党员", "13900002014", "理发", "自带工具"),
    ("便民服务组", "文素娥", "群众", "13900002015", "烹饪", None),
    BLANK,
    ("宜居城市组", "秦保林", "中共党员", "13900002016", "保洁", None),
    ("宜居城市组", "江月琴", "群众", "13900002017", "保洁", "早上六点以后"),
    ("宜居城市组", "史铁成", "群众", 13900002018, "停车引导", None),
    ("宜居城市组", "顾卫民", "中共党员", "13900002019", "停车引导、治安巡逻", None),
    ("宜居城市组", "郝翠莲", "群众", "13900002020", "垃圾分类指导", None),
    ("巡河组", "龚来喜", "群众", "13900002021", None, "原河道巡查队"),
    ("宜居城市组", "万福生", "群众", "13900002022", None, "新报名"),
    BLANK,
    ("文体活动组", "段景明", "群众", "13900002023", "书法", None),
    ("文体活动组", "雷雅琴", "中共党员", "13900002024", "书法、绘画", "老年大学教师"),
    ("文体活动组", "钱彩凤", "群众", "13900002025", "舞蹈", "领舞"),
    ("文体活动组", "汤玉兰", "群众", "13900002026", "合唱、器乐", None),
    ("便民服务组", "侯长顺", "群众", 13900002009, "水暖维修、电工", None),
    ("文体活动组", "尹广亮", "群众", "13900002027", "摄影", None),
    ("文体活动组", "黎国柱", "中共党员", "13900002028", "乒乓球", None),
)


def workbook() -> Workbook:
    """The list with its merged title, its headings and its rows; the blank ones are not numbered."""
    book = Workbook()
    sheet = book.active
    sheet.title = "志愿者名单"
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADINGS))
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    sheet.append(HEADINGS)
    number = 0
    for row in ROWS:
        number += row is not BLANK
        sheet.append([number if row is not BLANK else None, *row])
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A3"
    return book
