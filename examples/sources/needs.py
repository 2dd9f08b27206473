"""The thirty needs of a demonstration day in 协庄社区, as residents of seventy would put them. All invented."""

from __future__ import annotations

from .day import Record, department, dispute, need, rating, reopen, unanswered, volunteer

NEEDS = (
    need(
        1,
        "c1-b05",
        "convenience",
        "厨房水龙头关不紧,滴滴答答漏了两天,水都漫到地上来了。我腰不好蹲不下去,想请人来给换个垫圈。",
        volunteer(3, "claim", 40, rating(5, True, "小伙子来得快,修好了还把地拖干净了,谢谢!")),
        "utilities",
    ),
    need(
        2,
        "c2-b03",
        "environment",
        "楼后头那块空地,不知谁家装修的砖头渣子堆了一大片,一刮风全是灰,窗户都不敢开。",
        department("urban-management", "in_time", 120, rating(4, True, "当天下午就拉走了,地面再冲一冲就更好了。")),
    ),
    need(
        3,
        "c3-b11",
        "convenience",
        "早上起来一滴水都没有,问了对门和楼上也没有。家里还有个不到一岁的孙子,麻烦快给看看。",
        department("water-supply", "in_time", 150, rating(5, True, "管子爆了,师傅中午饭都没吃,两个多钟头就来水了。")),
        "utilities",
    ),
    need(
        4,
        "c4-b02",
        "hardship_relief",
        "我一个人住,腿脚不利索,孩子都在外地。隔三差五能有个人上门来说说话、看一眼就行。",
        volunteer(1, "assign", 60, rating(5, True, "陪我拉了一个钟头的家常,还把电话贴在床头上,心里踏实多了。")),
    ),
    need(
        5,
        "c1-b22",
        "public_order",
        "我们楼外墙皮往下掉,昨天一块脸盆大的掉在单元门口,差一点砸着放学的孩子,太吓人了!",
        department("housing", "in_time", 180, rating(4, True, "先拉了警戒线,又把松的地方都敲下来了,说后面再统一修。")),
        "life_safety",
    ),
    need(
        6,
        "c2-b19",
        "convenience",
        "楼道三层到五层的灯都不亮了,晚上黑咕隆咚的,我上回就踩空了一脚。",
        volunteer(3, "claim", 50, rating(4, True, "灯换好了,五楼那个开关还有点松。")),
    ),
    need(
        1,
        "c1-b05",
        "health_care",
        "明天要去卫生院拿降压药,儿子出差不在家,我眼神不济,一个人过马路害怕,想找个人陪着去一趟。",
        volunteer(4, "claim", 90, rating(5, True, "一路搀着我,药的吃法还用大字给写下来了。")),
    ),
    need(
        2,
        "c2-b03",
        "public_order",
        "小区西门两边叫摆摊的三轮车堵得严严实实,前天救护车都倒了半天才进来。",
        department("urban-management", "in_time", 90, rating(3, True, "当时是清走了,就怕过两天又回来。")),
    ),
    need(
        3,
        "c3-b11",
        "culture_recreation",
        "孙女放暑假了,想跟着学学毛笔字,社区的书法班还能不能再收一个小的?",
        volunteer(7, "claim", 120, rating(5, True, "老师有耐心,一下午就学会拿笔了。")),
    ),
    need(
        4,
        "c4-b02",
        "hardship_relief",
        "低保该复核了,要填一大堆表,我小学都没念完,看不懂,也没人领我去办。",
        department("civil-affairs", "in_time", 60, rating(5, True, "同志到家里来给我填的,一趟就办好了。")),
    ),
    need(
        5,
        "c1-b22",
        "convenience",
        "想把老伴儿的旧轮椅收拾收拾,前轮一直卡住转不动,推起来费老劲了。",
        volunteer(3, "assign", 45, rating(3, True, "能转了,就是还有点响,凑合着用吧。")),
    ),
    need(
        6,
        "c2-b19",
        "convenience",
        "我们六楼水小得像根线,做顿饭接一锅水要一刻钟,热水器根本打不着火,都半个来月了。",
        department(
            "water-supply",
            "in_time",
            80,
            rating(4, True, "第二回来把加压泵换了,水大多了。"),
            dispute("人走了水还是那么小,热水器照样打不着。", 140),
        ),
        "utilities",
    ),
    need(
        1,
        "c1-b07",
        "environment",
        "五号楼跟七号楼中间的绿化带里尽是塑料袋、烟头,看着就闹心,能不能组织人拾掇拾掇?",
        volunteer(5, "claim", 90, rating(5, True, "干干净净的,大伙儿都说好。")),
    ),
    need(
        2,
        "c2-b03",
        "job_guidance",
        "儿媳妇带孩子下岗两年了,想就近找个活儿干,听说有免费培训,不知道上哪儿报名。",
        volunteer(2, "claim", 60, rating(4, True, "给了招聘单子,还帮着报上了家政培训班。")),
    ),
    need(
        3,
        "c3-b14",
        "convenience",
        "顶楼一下雨就漏,西屋的墙都长毛了,拿三个盆接着,夜里都不敢睡踏实。",
        department("housing", "late", 160, rating(2, False, "说好的日子没来人,来了就补了一小块,再下雨还得看。")),
    ),
    need(
        4,
        "c4-b02",
        "hardship_relief",
        "社区食堂离我这儿远,天冷了走不过去,听说独居的能给送饭,想问问我够不够条件。",
        department("civil-affairs", "in_time", 40, rating(3, True, "给登上记了,说下个月才开始送。")),
    ),
    need(
        5,
        "c1-b22",
        "publicity_education",
        "前天有人打电话说我医保卡叫人盗用了,要我转钱,我差点就转了。能不能来给我们楼的老人讲讲怎么防骗?",
        volunteer(1, "claim", 100, rating(5, True, "讲的都是实在事,来了二十多个人,都听进去了。")),
    ),
    need(
        6,
        "c2-b19",
        "public_order",
        "电动车都停在单元门洞里充电,拉着线从二楼吊下来,这要是着了火可往哪儿跑!",
        volunteer(6, "assign", 80, rating(2, False, "当时推走了几辆,晚上又停回来了,线还在那儿吊着。")),
        "life_safety",
    ),
    need(
        1,
        "c1-b05",
        "culture_recreation",
        "我们几个老姐妹想在广场上跳跳舞,没有人领,音响也不会弄,动作老是跟不齐。",
        volunteer(8, "claim", 120, rating(5, True, "教得细,音量也调小了,不吵着人家。")),
    ),
    need(
        2,
        "c2-b03",
        "environment",
        "楼下烧烤摊一到晚上就支起来,油烟直往屋里灌,吵到后半夜,血压都让他们吵高了。",
        unanswered("urban-management"),
    ),
    need(
        3,
        "c3-b11",
        "health_care",
        "老头子血糖高,自己在家量老是量不准,想请个懂的人来教教怎么使那个血糖仪。",
        volunteer(4, "assign", 40, rating(4, True, "教会了,就是讲得快了点。")),
    ),
    need(
        4,
        "c4-b15",
        "convenience",
        "水费这个月多出来一百多,我一个人能用几个水?怀疑是表坏了,想让人来给查查。",
        department(
            "water-supply", "in_time", 45, rating(1, False, "看了一眼就说表没问题,钱是怎么多出来的也没讲明白。")
        ),
    ),
    need(
        5,
        "c1-b22",
        "convenience",
        "想给在外头的闺女寄两箱苹果,我提不动,快递点又搬远了,哪位顺道给捎一下?",
        volunteer(4, "claim", 30, rating(5, True, "二话没说扛起来就走,单子还给我送回来了。")),
    ),
    need(
        6,
        "c2-b21",
        "public_order",
        "小区路窄,两边都停满了车,收垃圾的车进不来,早上送孩子的也堵成一锅粥,得有人管管。",
        volunteer(
            6,
            "claim",
            120,
            rating(4, True, "第二天起早来疏导的,画了线,顺当多了。"),
            dispute("只贴了张纸条就走了,第二天早上照样堵。", 180),
        ),
    ),
    need(
        1,
        "c1-b05",
        "convenience",
        "咱楼住的都是老人,楼梯扶手从二楼往上晃得厉害,不敢使劲扶,看能不能给加固加固。",
        department("housing", "in_time", 100, rating(5, True, "焊得结结实实,还在拐角加了一截,想得周到。")),
    ),
    need(
        2,
        "c2-b03",
        "publicity_education",
        "现在看病、坐车都要用手机,我这老年机换了新的不会使,能不能教教我们几个老家伙?",
        volunteer(2, "claim", 90, rating(5, True, "手把手教的,我现在会跟孙子视频了。")),
    ),
    need(
        3,
        "c3-b11",
        "environment",
        "地下室门口的下水井往外返味儿,苍蝇嗡嗡的,还有人往边上倒剩菜剩饭。",
        volunteer(
            5,
            "claim",
            60,
            rating(2, False, "扫是扫了,井里没弄,味儿还是那么大。"),
            reopen=reopen(
                "没过一天又返味儿,井盖边上还是往外冒脏水。", 110, rating(4, True, "这回连井里的淤泥都掏了,不臭了。")
            ),
        ),
    ),
    need(
        4,
        "c4-b02",
        "hardship_relief",
        "隔壁老哥哥偏瘫,想申请个拐杖和洗澡用的凳子,他说话不利索,托我来问问。",
        department("civil-affairs", "in_time", 50, rating(4, True, "凳子第二天就送来了,拐杖说还得等两天。")),
    ),
    need(
        5,
        "c1-b22",
        "culture_recreation",
        "重阳节快到了,我们楼想给八十岁以上的老人写几副寿联,得麻烦会写字的老师。",
        volunteer(7, "assign", 150, rating(5, True, "一口气写了十二副,字写得真精神!")),
    ),
    need(
        6,
        "c2-b19",
        "culture_recreation",
        "我有把老二胡,弦断了一根,音也不准了,想找个懂行的给看看,闲着也是闲着,还想再拉起来。",
        volunteer(8, "claim", 20, rating(1, False, "来看了看说没有弦,就走了,到现在也没个信儿。")),
    ),
)


def document() -> Record:
    """The day's needs, numbered in the order they are reported."""
    return {
        "place": "xiezhuang",
        "community": "xiezhuang",
        "title": {"zh": "协庄社区演示日:三十件居民诉求", "en": "A demonstration day in Xiezhuang: thirty needs"},
        "source_note": "诉求、评价与人物均为虚构。",
        "needs": [{"number": number} | one for number, one in enumerate(NEEDS, 1)],
    }
