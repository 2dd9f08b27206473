"""What `linli import` says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LANGUAGES = ("zh", "en")

SENTENCES: Mapping[str, tuple[str, str]] = {
    "not_xlsx": (
        "{file} 不是能读的 Excel 文件（.xlsx）。请在 Excel 或 WPS 里“另存为”.xlsx，不要设密码，再导入一次。",
        "{file} is not an Excel file (.xlsx) that can be read. Save it as .xlsx, without a password, and try again.",
    ),
    "no_sheet": (
        "{file} 里没有工作表“{sheet}”，只有：{sheets}。",
        "{file} has no sheet {sheet!r}; it has: {sheets}.",
    ),
    "empty": ("{file} 是空的，没有可导入的内容。", "{file} is empty: there is nothing to import."),
    "no_heading": (
        "{file} 里没有找到表头：需要一行有“姓名”，并至少有“联系电话、编号、组别、政治面貌、特长”之一。"
        "前面的内容是：{found}。",
        "No headings were found in {file}: one row must have 姓名 (name) and at least one of 联系电话 (phone), "
        "编号 (reference), 组别 (group), 政治面貌 (party), 特长 (skills). It begins with: {found}.",
    ),
    "no_heading_of": (
        "{file} 里没有找到表头：需要一行有“{name}”，并至少有“{others}”之一。前面的内容是：{found}。",
        "No headings were found in {file}: one row must have {name} and at least one of {others}. "
        "It begins with: {found}.",
    ),
    "nothing_below": (
        "{file} 的工作表“{sheet}”在表头（第 {row} 行）下面没有内容。",
        "In {file}, sheet {sheet!r}, nothing stands below the headings in row {row}.",
    ),
    "too_many": (
        "{file} 超过 {most} 行，请分成几个文件导入。",
        "{file} has more than {most} rows; import it in several files.",
    ),
    "unknown_community": (
        "没有登记过社区“{found}”。已登记的社区：{known}。",
        "No community {found!r} is registered. Registered are: {known}.",
    ),
    "which_community": (
        "看不出这是哪个社区的名单，请用 --community 说明。已登记的社区：{known}。",
        "The list does not say which community it belongs to: give --community. Registered are: {known}.",
    ),
    "title_differs": (
        "表里写的是“{title}”，而 --community 是“{chosen}”。请确认是不是拿错了文件或社区。",
        "The list speaks of {title}, but --community is {chosen}. Check that file and community belong together.",
    ),
    "too_many_rows": (
        "新增和更改的超过 {most} 行，请分成几个文件导入。",
        "More than {most} rows are new or changed; import them in several files.",
    ),
    "wrong_group_option": (
        "--group 要写成 组别=代码，例如 巡河组=river-patrol；代码用小写字母、数字和短横线。",
        "--group takes WORD=CODE, such as 巡河组=river-patrol; a code has lower-case letters, digits and hyphens.",
    ),
    "no_portal": (
        "不知道找哪个邻里：本机没有运行邻里（{home}）。请先运行 linli up，或用 --url 和 --token 指明。",
        "There is no Linli to ask: none runs here ({home}). Start it with linli up, or give --url and --token.",
    ),
    "no_token": (
        "{url} 需要 --token（或环境变量 LINLI_TOKEN）：社区工作者或管理员的访问令牌。",
        "{url} takes --token (or LINLI_TOKEN): the API token of a community worker or administrator.",
    ),
    "refused": ("{url} 没有接受：{detail}", "{url} refused: {detail}"),
    "importing": ("正在导入", "Importing"),
    "exporting": ("正在导出", "Exporting"),
    "exported": ("已导出 {count} 位志愿者到 {file}。", "Wrote {count} volunteers to {file}."),
    "file_exists": ("{file} 已经存在，没有覆盖。", "{file} exists already and was left as it is."),
    "missing": ("“{heading}”没有填写。", "“{heading}” is empty."),
    "formula": ("“{heading}”里的公式出错了（{shown}）。", "The formula in “{heading}” failed ({shown})."),
    "no_mark": (
        "没有电话也没有编号，下次导入就认不出是同一个人，请至少填一个。",
        "It has neither a telephone number nor a reference, one of which is needed to know the person again.",
    ),
    "phone_length": (
        "“{heading}”位数不对：手机号应为 11 位，这里是 {digits} 位。",
        "“{heading}” has {digits} digits; a mobile number has 11.",
    ),
    "several_phones": ("“{heading}”里不止一个号码，请只留一个。", "“{heading}” has more than one number; keep one."),
    "unknown_group": (
        "不认识组别“{found}”。已有：{groups}。如果是新组，请加上 --group {found}=代码。",
        "The group {found!r} is not known. Known are: {groups}. For a new one add --group {found}=CODE.",
    ),
    "unknown_standing": (
        "看不懂“{heading}”里的“{found}”，请写中共党员、预备党员、共青团员、群众等。",
        "“{heading}” says {found!r}; write 中共党员, 预备党员, 共青团员, 群众 or the like.",
    ),
    "other_community": ("这一行写的是“{found}”，不是{wanted}。", "This row belongs to {found!r}, not to {wanted}."),
    "no_code": (
        "“{found}”还没有登记过，请在“{heading}”一列给它一个代码，例如 b1。",
        "{found!r} is not registered yet: give it a code, such as b1, in the column “{heading}”.",
    ),
    "several_records": (
        "不止一个叫“{found}”，请改写代码。",
        "More than one is called {found!r}; write the code instead.",
    ),
    "same_record": (
        "和第 {row} 行是同一个，只导入了那一行。",
        "This is the same as row {row}; only that one is imported.",
    ),
    "unknown_parent": (
        "“{heading}”里的“{found}”没有登记，表里也没有。",
        "“{heading}” says {found!r}, which is neither registered nor in the list.",
    ),
    "unknown_person": (
        "“{heading}”里的“{found}”不是本社区登记的志愿者。",
        "“{heading}” names {found!r}, who is not a volunteer of the community.",
    ),
    "several_people": (
        "“{heading}”里的“{found}”不止一人，请改写志愿者编号。",
        "“{heading}” names {found!r}, and several volunteers are called so; write the reference instead.",
    ),
    "no_such_community": (
        "“{heading}”里的“{found}”不是登记过的社区。",
        "“{heading}” names {found!r}, which is not a registered community.",
    ),
    "unknown_word": (
        "看不懂“{heading}”里的“{found}”，可以写：{known}。",
        "“{heading}” says {found!r}; write one of: {known}.",
    ),
    "unknown_building": (
        "“{heading}”里的“{found}”不是本社区登记的楼栋。",
        "“{heading}” names {found!r}, which is not a registered building of the community.",
    ),
    "unknown_time": (
        "看不懂“{heading}”里的时间“{found}”，可以写 2026-03-01 09:30。",
        "“{heading}” says {found!r}; write a time such as 2026-03-01 09:30.",
    ),
    "not_whole": ("“{heading}”要填整数，这里是“{found}”。", "“{heading}” takes a whole number, not {found!r}."),
    "not_yes_or_no": ("“{heading}”要填“是”或“否”，这里是“{found}”。", "“{heading}” takes 是 or 否, not {found!r}."),
    "same_row": (
        "和第 {row} 行是同一个人（“{heading}”相同），只导入了第一行。",
        "This is the same person as in row {row} (the same “{heading}”); only the first is imported.",
    ),
    "taken": ("“{heading}”已经是另一位志愿者的。", "“{heading}” is another volunteer's."),
    "withdrawn": (
        "这位志愿者已经退出；名单不能让人回来，请本人重新登记。",
        "This volunteer has withdrawn; a list does not bring people back, they register again themselves.",
    ),
    "other_fault": ("“{heading}”：{reasons}", "“{heading}”: {reasons}"),
    "reading": (
        "{file}，工作表“{sheet}”，{count} 行，{community}（{code}）",
        "{file}, sheet {sheet!r}, {count} rows, {community} ({code})",
    ),
    "ignored": ("没有用到的列：{columns}", "Columns not used: {columns}"),
    "other_sheets": ("没有读的工作表：{sheets}（用 --sheet 选择）", "Sheets not read: {sheets} (choose with --sheet)"),
    "would": ("试运行，什么都没有保存。如果导入，将会：", "A dry run: nothing is stored. An import would do this:"),
    "faults": ("需要修改的行：", "Rows to put right:"),
    "fault": ("  第 {row} 行 {name}：{reasons}", "  row {row} {name}: {reasons}"),
    "summary": (
        "新增 {added}，更改 {changed}，不变 {unchanged}，有误 {refused}。",
        "{added} added, {changed} changed, {unchanged} unchanged, {refused} refused.",
    ),
    "again": ("改好有误的行后，整个文件可以再导入一次。", "Put those rows right and import the whole file again."),
    "nobody": ("（没有姓名）", "(no name)"),
    "row": ("行", "row"),
    "person": ("姓名", "name"),
    "called": ("名称", "name"),
    "need": ("诉求", "need"),
    "outcome": ("结果", "outcome"),
    "detail": ("说明", "detail"),
    "added": ("新增", "added"),
    "changed": ("更改", "changed"),
    "unchanged": ("不变", "unchanged"),
    "refused_row": ("有误", "refused"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "blank": ("空", "blank"),
    "field.name": ("姓名", "name"),
    "field.phone": ("联系电话", "phone"),
    "field.group": ("组别", "group"),
    "field.party_member": ("党员", "party member"),
    "field.skills": ("特长", "skills"),
    "field.reference": ("编号", "reference"),
    "field.code": ("代码", "code"),
    "field.kind": ("类型", "kind"),
    "field.leader": ("队长", "leader"),
    "field.members": ("队员", "members"),
    "field.parent": ("上级", "stands below"),
    "field.industry": ("行业", "industry"),
    "field.households": ("户数", "households"),
    "field.residents": ("居民数", "residents"),
    "field.party_members": ("党员数", "party members"),
    "field.paired_with": ("结对社区", "paired with"),
    "field.appraised": ("参加考评", "appraised"),
    "field.community": ("社区", "community"),
}


class Words:
    """The sentences in one language, zh or en."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._index = LANGUAGES.index(language)

    def say(self, code: str, /, **about: Any) -> str:
        """The sentence `code`, with `about` filled in."""
        told = {name: self.join(value) if isinstance(value, list) else value for name, value in about.items()}
        return SENTENCES[code][self._index].format(**told)

    def join(self, values: list[Any]) -> str:
        """A list of things."""
        return ("、" if self.language == "zh" else ", ").join(map(str, values))

    def value(self, value: Any) -> str:
        """A value as a person says it."""
        if value is None or value == []:
            return self.say("blank")
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return self.join(value) if isinstance(value, list) else str(value)
