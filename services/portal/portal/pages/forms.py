"""The forms on the pages. They carry what people type and say what the services found wrong with it; the rules
themselves are the contract's and the services'."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from contracts import vocabulary

from .. import messages, words
from ..asker import language
from ..problems import Problem


class Form(FlaskForm):
    """A form with a command id of its own: sent twice, it is done once."""

    command_id = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problem: Problem | None = None
        self.general: list[str] = []
        if not self.command_id.data:
            self.command_id.data = str(uuid4())

    def tell(self, problem: Problem) -> None:
        """Say each fault next to its field, the others on top. What was typed stays."""
        self.problem = problem
        for path, coded in problem.faults:
            field = self._fields.get(path.partition(".")[0])
            said = messages.say(coded, language())
            if isinstance(field, Field) and not isinstance(field, HiddenField):
                field.errors = [*field.errors, said]
            else:
                self.general.append(said)
        if not problem.faults or self.general:
            self.general.insert(0, problem.detail(language()))
        if problem.code == "idempotency_key_reused":
            self.command_id.data = str(uuid4())

    def sent(self, *names: str) -> dict[str, Any]:
        """What was typed in the fields `names`, without those left empty."""
        return {name: self[name].data for name in names if self[name].data not in (None, "", [])}


class NoRules:
    """For fields whose choices are only offered: what else arrives is for the service to refuse."""

    def pre_validate(self, form: Any) -> None:
        """Nothing is refused here."""


class Choice(NoRules, SelectField):
    pass


class Cards(NoRules, RadioField):
    pass


class Boxes(NoRules, SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def chosen(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Choices of vocabulary codes in the reader's language."""
    return [(code, words.word(code, language())) for code in codes]


class SignInForm(Form):
    username = StringField(_("用户名"), render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField(_("密码"), render_kw={"autocomplete": "current-password"})


class SignUpForm(Form):
    display_name = StringField(_("您怎么称呼"), render_kw={"autocomplete": "name"})
    username = StringField(
        _("用户名"),
        description=_("3 到 64 个小写字母或数字，例如姓名拼音。登录时用。"),
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(_("密码"), description=_("至少 8 个字。"), render_kw={"autocomplete": "new-password"})
    community = Choice(_("您住在哪个社区"))


class VolunteerForm(Form):
    name = StringField(_("姓名"), render_kw={"autocomplete": "name"})
    phone = StringField(_("电话"), description=_("只有您和社区工作者看得到。"), render_kw={"inputmode": "tel"})
    community = Choice(_("在哪个社区服务"))
    skills = StringField(_("您会做什么"), description=_("可以写几样，用逗号隔开，例如：水电维修，理发。"))


class ReportForm(Form):
    description = TextAreaField(
        _("有什么事需要帮忙？"),
        description=_("像平时说话一样写就行，例如：楼道灯坏了，晚上看不清。"),
        render_kw={"rows": 5},
    )
    kind = Cards(_("是哪一类的事？"), description=_("不确定可以不选，社区会帮您分。"))
    urgency = Cards(_("急不急？"), default="ordinary")
    building = Choice(_("在哪栋楼？"))
    place_words = StringField(_("具体位置"), description=_("例如：2 单元 3 楼楼道。可以不填。"))
    on_behalf_of = StringField(_("替谁提交"), description=_("工作人员代为提交时填写，例如：3 号楼王奶奶。"))

    def offer(self) -> None:
        self.kind.choices = chosen(vocabulary.NEED_KINDS)
        self.urgency.choices = [(code, said) for code, said in reversed(chosen(vocabulary.URGENCIES))]


class StepForm(Form):
    """A step that needs nothing more said."""


class ReasonForm(Form):
    reason = TextAreaField(_("原因"), render_kw={"rows": 3})


class TriageForm(Form):
    kind = Choice(_("类别"))
    urgency = Choice(_("紧急程度"))
    route = Cards(_("由谁来办"))

    def offer(self) -> None:
        self.kind.choices = chosen(vocabulary.NEED_KINDS)
        self.urgency.choices = chosen(vocabulary.URGENCIES)
        self.route.choices = [("volunteer", _("志愿者（放到接单列表）")), ("department", _("部门（接着吹哨或派单）"))]


class AssignForm(Form):
    volunteer_id = Choice(_("派给哪位志愿者"))


class WhistleForm(Form):
    departments = Boxes(_("请哪些部门报到"))


class CompleteForm(Form):
    minutes = StringField(_("用了多少分钟"), render_kw={"inputmode": "numeric"})
    note = TextAreaField(_("说明"), description=_("可以不填。"), render_kw={"rows": 3})


class MinutesForm(Form):
    minutes = StringField(_("协助了多少分钟"), render_kw={"inputmode": "numeric"})


class DeclineForm(Form):
    reason = Choice(_("原因"))
    words = TextAreaField(_("说明"), description=_("只有社区工作者看得到。"), render_kw={"rows": 3})

    def offer(self) -> None:
        self.reason.choices = chosen(vocabulary.DECLINE_REASONS)


class RateForm(Form):
    stars = Cards(_("您满意吗？"))
    resolved = Cards(_("事情解决了吗？"))
    comment = TextAreaField(_("想说的话"), description=_("可以不填。"), render_kw={"rows": 3})

    def offer(self) -> None:
        self.stars.choices = [
            ("5", _("非常满意")),
            ("4", _("满意")),
            ("3", _("一般")),
            ("2", _("不满意")),
            ("1", _("很不满意")),
        ]
        self.resolved.choices = [("yes", _("解决了")), ("no", _("没有解决"))]
