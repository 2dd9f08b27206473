"""C. 晴岚家园's micro-wishes: those that came true, and two that wait for somebody.

The report gives their number, over twenty, and three kinds: legal aid, certification at the door, neighbourhood events.
Who wished what, and who made it come true, is made up for demonstration.
"""

from __future__ import annotations

from .records import Record

HOMES, NEIGHBOUR, HAIR, REPAIRS, LAW, NURSE = "1", "2", "3", "4", "5", "6"
"""Numbers of the volunteers who sign in, by what they are asked for."""

# What is wished, kind of need, words, who makes it come true, in how many minutes, what was said of it.
MET = (
    ("请人看看劳动合同", "publicity_education", "刚换了工作,合同看不懂,想请懂法律的帮着看看。", LAW, 40, "讲得明白。"),
    ("上门办养老资格认证", "convenience", "母亲卧床,养老资格认证去不了柜台。", HOMES, 30, "上门就办好了。"),
    (
        "中秋和邻居一起做月饼",
        "culture_recreation",
        "想和楼上楼下的邻居一起过个中秋。",
        NEIGHBOUR,
        120,
        "孩子们最高兴。",
    ),
    ("给卧床的父亲理发", "convenience", "父亲卧床半年没有理发了。", HAIR, 45, "手很轻,谢谢。"),
    ("换一个楼道灯泡", "convenience", "五楼的灯泡坏了,老人够不着。", REPAIRS, 20, "当天就亮了。"),
    ("教会我用手机挂号", "publicity_education", "医院都要手机挂号,不会弄。", HOMES, 40, "教了三遍,不嫌烦。"),
    ("租房押金要不回来怎么办", "publicity_education", "退了房,房东不退押金。", LAW, 50, "知道该找谁了。"),
    ("量血压学记血压", "health_care", "血压忽高忽低,想学会自己量、自己记。", NURSE, 30, "本子也给画好了。"),
    ("上门办老年证", "convenience", "腿脚不便,老年证一直没有去办。", HOMES, 30, "照片都帮着拍了。"),
    ("修一修漏水的水龙头", "convenience", "水龙头滴水,夜里睡不着。", REPAIRS, 30, "修好了,不滴了。"),
    ("暑假找人辅导作业", "publicity_education", "两口子都上班,孩子的作业没人看。", NEIGHBOUR, 90, "孩子愿意学了。"),
    ("有人陪着去一次医院", "health_care", "眼睛做检查,一个人回不来。", NURSE, 180, "陪了一上午。"),
    ("孩子上学要开哪些证明", "publicity_education", "户口在外地,不知道入学要哪些材料。", LAW, 30, "一次就讲清楚了。"),
    ("旧衣服有个地方捐", "environment", "旧衣服舍不得扔,不知道捐到哪里。", NEIGHBOUR, 40, "楼下有了捐衣箱。"),
    ("帮着搬一张旧床下楼", "convenience", "旧床要扔,抬不动。", REPAIRS, 40, "两个小伙子,几分钟的事。"),
    ("给九十岁的奶奶过生日", "culture_recreation", "奶奶九十岁了,想热闹一下。", NEIGHBOUR, 90, "全楼都来了。"),
    ("照顾几天阳台上的花", "convenience", "回老家一周,花没人浇。", HOMES, 20, "一盆都没有蔫。"),
    ("给行动不便的老伴剪指甲", "health_care", "老伴的脚指甲太厚,自己剪不动。", NURSE, 30, "还泡了脚。"),
    (
        "办一场邻里羽毛球赛",
        "culture_recreation",
        "年轻人互相都不认识,想打打球。",
        NEIGHBOUR,
        120,
        "加了群,下个月再来。",
    ),
    ("磨一磨菜刀剪刀", "convenience", "磨刀的师傅好久没来了。", REPAIRS, 30, "和新的一样。"),
    ("出门打工前问问工伤怎么算", "publicity_education", "要去外地工地,怕出了事说不清。", LAW, 30, "记下了电话。"),
    ("给出不了门的外婆理发", "convenience", "外婆坐轮椅,理发店有台阶。", HAIR, 40, "外婆照了好几回镜子。"),
)
OPEN = (
    ("找人一起学二胡", "culture_recreation", "退休了想学二胡,一个人学不下去。"),
    ("给自行车打个气", "convenience", "孩子的自行车没气了,家里没有打气筒。"),
)
RESIDENTS = ("1", "2")


def wishes(place: str, community: str) -> list[Record]:
    """All of them, oldest first. `volunteer`: who made it come true, None where it waits."""
    found = []
    for n, (title, kind, words, *how) in enumerate((*MET, *OPEN)):
        volunteer, minutes, said = how or (None, None, None)
        found.append(
            {
                "community": community,
                "title": title,
                "kind": kind,
                "description": words,
                "reporter": f"{place}-resident-{RESIDENTS[n % len(RESIDENTS)]}",
                "volunteer": volunteer and f"{place}-volunteer-{volunteer}",
                "minutes": minutes,
                "rating": said and {"stars": 5, "resolved": True, "comment": said},
            }
        )
    return found
