"""What each code means to a person, in Chinese and English: the one catalogue of refusals.

Codes come as ``code`` or ``code:argument,argument`` (`contracts.fields`): ``{0}``, ``{1}`` stand for the arguments,
``{all}`` for all of them as vocabulary words. Details of a refusal (state, need, …) stand under their names.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from string import Formatter
from typing import Any

from . import words

log = logging.getLogger(__name__)

FIELDS: dict[str, tuple[str, str]] = {
    "required": ("请填写这一项。", "Please fill this in."),
    "invalid": ("这一项的内容不对。", "This is not right."),
    "unknown_field": ("不认识这一项，请去掉。", "This field is not known; please leave it out."),
    "not_text": ("这里要填文字。", "This must be text."),
    "not_a_number": ("这里要填整数。", "This must be a whole number."),
    "not_true_or_false": ("这里只能是“是”或“否”。", "This must be true or false."),
    "not_a_time": (
        "这里要填带时区的时间，例如 2026-03-01T09:00:00+08:00。",
        "This must be a time with its zone, such as 2026-03-01T09:00:00+08:00.",
    ),
    "not_a_date": ("这里要填日期，例如 2026-03-01。", "This must be a date, such as 2026-03-01."),
    "not_a_list": ("这里要填一个列表。", "This must be a list."),
    "not_an_object": ("这里要填一个对象。", "This must be an object."),
    "empty": ("不能只有空格，请写上内容。", "This must not be blank."),
    "unprintable": ("含有无法显示的字符，请去掉。", "This contains characters that cannot be shown; remove them."),
    "too_long": ("太长了，最多 {0} 个字。", "This is too long: at most {0} characters."),
    "too_short": ("太短了，至少 {0} 个字。", "This is too short: at least {0} characters."),
    "out_of_range": ("要在 {0} 到 {1} 之间。", "This must be from {0} to {1}."),
    "not_one_of": ("只能是以下之一：{all}。", "This must be one of: {all}."),
    "not_a_code": (
        "代码只能用小写字母、数字和短横线，最多 64 个。",
        "A code takes lower-case letters, digits and hyphens, at most 64.",
    ),
    "not_an_id": ("这不是有效的编号。", "This is not the id of a record."),
    "not_a_phone": ("电话号码应为 7 到 15 位数字。", "A telephone number has 7 to 15 digits."),
    "not_a_period": ("时期应写成 2026 或 2026-Q4。", "A period is written 2026 or 2026-Q4."),
    "not_a_month": ("月份应写成 2026-03。", "A month is written 2026-03."),
    "not_a_clock_time": (
        "时刻应写成 08:30，一天结束写 24:00。",
        "A time of day is written 08:30, the day's end 24:00.",
    ),
    "in_the_past": ("这个时间已经过去了。", "That time is over already."),
    "in_the_future": ("这一天还没有到。", "That day has not come yet."),
    "too_far_ahead": ("最晚在 {0} 天之内开始。", "This may begin at most {0} days ahead."),
    "ordinary_only": (
        "只有一般事项可以按复杂事项办理。",
        "Only an ordinary need can be a complex one.",
    ),
    "not_among_departments": (
        "牵头单位必须在被吹哨的单位之中。",
        "The lead must be among the departments summoned.",
    ),
    "responsible_already": ("这个单位已经在负责。", "This department is responsible already."),
    "too_many_rows": (
        "超过了 {0} 行，请缩小范围，例如选短一些的时间。",
        "There are more than {0} rows: ask for fewer, such as those of a shorter time.",
    ),
    "before_first": ("最后一天不能早于第一天。", "The last day may not be earlier than the first."),
    "no_day": ("到这一天为止一次也不会举行。", "Until this day it would never take place."),
    "too_many": ("太多了，最多 {0} 个。", "Too many: at most {0}."),
    "too_few": ("太少了，至少 {0} 个。", "Too few: at least {0}."),
    "repeated": ("有重复的内容。", "Something is repeated here."),
    "unknown": ("没有找到您填的这一个，请核对。", "There is no such one; please check."),
    "wrong_community": ("它不属于这个社区。", "It does not belong to this community."),
    "not_base64": ("这里要填 Base64 编码的内容。", "This must be content in Base64."),
    "too_many_bytes": ("太大了，最多 {0} 字节。", "This is too large: at most {0} bytes."),
    "not_a_photo": (
        "这不是能打开的照片，请用 JPEG、PNG 或 WebP 格式。",
        "This is not a photo that can be opened; send JPEG, PNG or WebP.",
    ),
    "too_many_pixels": ("照片的像素太多，请缩小后再传。", "This photo has too many pixels; make it smaller first."),
    "not_a_helper": ("这位志愿者没有参加协助。", "This volunteer does not help with it."),
    "minutes_missing": (
        "还有协助的志愿者没有填时长。",
        "It is not known yet how long each helper helped; say it for the others.",
    ),
    "nobody_serves": (
        "还没有人承办，只能传办理前的照片。",
        "Nobody serves the need yet, so there is nothing to show afterwards.",
    ),
    "not_a_username": (
        "用户名为 3 到 64 个小写字母、数字、点、短横线或下划线，以字母或数字开头。",
        "A user name has 3 to 64 lower-case letters, digits, dots, hyphens, underscores; first a letter or digit.",
    ),
    "not_a_key": (
        "Idempotency-Key 应为 1 到 200 个可见的英文字符。",
        "Idempotency-Key takes 1 to 200 visible ASCII characters.",
    ),
    "password_required": ("请设置密码，至少 {0} 个字。", "Please choose a password of at least {0} characters."),
    "not_allowed": ("这里不能填这一项。", "This must be left out here."),
    "fixed": ("已经登记为“{all}”，不能更改。", "It is registered already ({all}) and cannot be changed."),
    "not_a_building": ("这里要填楼栋的代码。", "This must be the code of a building."),
    "not_a_building_or_compound": (
        "这里要填楼栋或小区的代码。",
        "This must be the code of a building or a compound.",
    ),
    "not_a_skill": (
        "这位志愿者没有登记这项特长。",
        "This is not among the volunteer's skills.",
    ),
    "wrong_parent_kind": ("上级只能是：{all}。", "Its parent must be one of: {all}."),
    "required_without_phone": ("没有电话时要填编号。", "Without a telephone number a reference is needed."),
    "taken": ("这个电话已登记在别的志愿者名下。", "This telephone number is another volunteer's."),
    "withdrawn": ("这位志愿者已经退出，可由本人重新登记。", "This volunteer has withdrawn; they may register again."),
    "volunteer_withdrawn": ("这位志愿者已经退出。", "This volunteer has withdrawn."),
    "not_in_future": ("时限要晚于现在。", "The deadline must lie in the future."),
    "year_not_over": ("这一年还没有结束。", "That year is not over yet."),
    "unusable_policy": (
        "这份规则有 {0} 处错误，请先检查，按指出的位置改正。",
        "This policy has {0} faults: check it first and mend them at the places named.",
    ),
    "unknown_policy_owner": (
        "规则只能属于本区或已登记的社区。",
        "A policy belongs to the district or to a registered community.",
    ),
    "policy_begins_in_the_past": (
        "规则最早从明天起生效，以前的评定不会改变。",
        "A policy begins tomorrow at the earliest: what was rated before stays.",
    ),
    "too_far": ("时限最多在 {0} 天之内。", "The deadline may be at most {0} days ahead."),
    "not_after_start": ("结束要晚于开始。", "The end must be later than the start."),
    "longer_than_a_day": ("最长一天，更长的请分成几次。", "At most a day; plan several where it takes longer."),
    "after_start": ("不能晚于开始时间。", "This may not be later than the start."),
    "not_in_the_future": ("最早从明天起。", "This must be a day to come."),
    "not_a_community_or_district": ("这里要填社区或区县的代码。", "This must be the code of a community or district."),
    "wrong_code": ("签到码不对或已经更换，请再看一眼。", "This is not the code shown now; please look again."),
    "not_going": ("这位志愿者没有报上名。", "This volunteer was not going."),
    "was_there": ("这位志愿者到场了。", "This volunteer was there."),
    "hours_overlap": ("与同一天的另一段时间重叠。", "This overlaps with other hours of the same day."),
    "not_a_compound": ("这里要填小区的代码。", "This must be the code of a compound."),
    "not_a_compound_or_building": (
        "这里要填小区或楼栋的代码。",
        "This must be the code of a compound or a building.",
    ),
    "more_than_households": (
        "不能多于这里的总户数。",
        "There cannot be more of them than households in all.",
    ),
    "before_start": ("不能早于开始的那一天。", "This may not be earlier than the first day."),
    "not_on_roll": ("这一天不在名册上。", "Not on the roll on that day."),
    "not_a_caller": ("不是这份名册的联络人。", "Not a caller of this roll."),
    "key_area_more_often": (
        "重点区域每天至少巡查 {0} 次。",
        "A key area is patrolled at least {0} times a day.",
    ),
    "is_a_group": ("它本身就是一个组，不能再设下级。", "It is a group itself and can have none below it."),
    "has_groups": ("这支队伍下面有组，不能再归入别的队伍。", "It has groups and so cannot be a group itself."),
    "not_a_party_member": ("这位志愿者不是党员。", "This volunteer is not a party member."),
    "team_full": ("一支队伍最多 {0} 人。", "A team has at most {0} members."),
    "not_called": ("这次出动没有叫到这位志愿者。", "This volunteer was not called."),
    "not_during_call_out": (
        "要在这次出动期间，也不能晚于现在。",
        "This must lie within the call-out and not in the future.",
    ),
    "own_community": ("这位志愿者本来就属于这个社区。", "The volunteer belongs to this community anyway."),
    "choose_one": ("请选择一项。", "Please choose one."),
    "more_than_counted": ("不能多于计数的总数。", "There cannot be more than were counted."),
    "nothing_counted": (
        "至少要计一个；只有更正时可以填 0。",
        "At least one must be counted; only a correction may say 0.",
    ),
    "not_codes": (
        "代码之间用英文逗号隔开，每个代码只能用小写字母、数字和短横线。",
        "Codes are written with commas between them, each of lower-case letters, digits and hyphens.",
    ),
    "not_a_quarter": ("季度应写成 2026-Q4。", "A quarter is written 2026-Q4."),
    "need_ended": ("这件需求没有受理、已撤回或已合并。", "This need was declined, withdrawn or merged."),
    "need_not_open": ("那件需求已经办完或结束。", "That need is done or has ended."),
    "not_triaged": ("请先给那件需求分类。", "That need must be triaged first."),
    "in_another_entry": ("这件需求已在清单的另一条里。", "This need is in another open entry of the list."),
    "entry_not_listed": ("这一条已经立项或不在清单上了。", "This entry is in a project or no longer on the list."),
    "resource_withdrawn": ("这项资源已经撤回。", "This resource has been withdrawn."),
    "resource_over": ("这项资源已过期。", "This resource is offered no longer."),
    "not_matched": ("这项资源没有对接到这一条。", "This resource is not among those that meet the entry."),
    "not_more": ("要比现在的预算多。", "This must be more than the present budget."),
    "quarter_to_come": ("这个季度还没有开始。", "That quarter has not begun."),
    "not_reported": ("这个季度还没有报告，不能更正。", "Nothing was reported for that quarter yet."),
    "less_than_before": (
        "不能少于此前报告的 {0}；此前报错的请先更正。",
        "This cannot be less than the {0} reported before; if that was wrong, correct it first.",
    ),
    "more_than_after": (
        "不能多于此后报告的 {0}；此后报错的请先更正。",
        "This cannot be more than the {0} reported later; if that was wrong, correct it first.",
    ),
    "before_last_report": (
        "不能早于最近一次报告的季度。",
        "This may not be earlier than the quarter that was reported last.",
    ),
    "before_quarter": ("不能早于所议的季度。", "This may not be earlier than the quarter it is about."),
    "before_meeting": ("不能早于会议那一天。", "This may not be earlier than the day of the meeting."),
    "not_taken_up": ("这个议题还没有列入议事，或已有结论。", "This topic is not taken up, or is concluded already."),
    "before_forum": ("不能早于恳谈会那一天。", "This may not be earlier than the day of the forum."),
    "before_last_version": (
        "不能早于上一版本生效的那一天。",
        "This may not be earlier than the last version's first day.",
    ),
    "wrong_compound": ("它不在这个小区。", "It does not lie in this compound."),
    "not_asked": ("这栋楼不在征询范围内。", "This building is not among those asked."),
    "more_than_whole": ("分子不能大于分母。", "The numerator may not be greater than the denominator."),
    "not_on_list": ("这一户不在征询名单上。", "This household is not on the list of the survey."),
    "after_last": ("不能晚于征询的最后一天。", "This may not be later than the survey's last day."),
}
"""Faults of one field."""

PROBLEMS: dict[str, tuple[str, str]] = {
    "invalid_fields": (
        "有些内容需要修改，请看每一项后面的说明。",
        "Some of what was sent must be changed; see the note at each field.",
    ),
    "not_found": ("没有找到这条{what}记录。", "There is no such {what}."),
    "idempotency_key_reused": (
        "这个 Idempotency-Key 已用于另一份内容，请换一个。",
        "This Idempotency-Key was used for another request; use a new one.",
    ),
    "malformed_json": ("内容不是有效的 JSON。", "The body is not valid JSON."),
    "bad_request": ("请求无法读懂。", "The request cannot be read."),
    "not_signed_in": ("请先登录。", "Please sign in first."),
    "token_invalid": ("登录凭证无效或已过期，请重新登录。", "The token is not valid or has expired; sign in again."),
    "wrong_credentials": ("用户名或密码不对。", "The user name or the password is not right."),
    "role_required": ("您的身份不能这样做，需要：{roles}。", "Your role does not allow this; it takes: {roles}."),
    "no_such_address": ("没有这个地址。", "There is nothing at this address."),
    "method_not_allowed": ("这个地址不接受这种请求。", "This address does not take this method."),
    "too_large": ("内容太大，最多 {limit} 千字节。", "The body is too large: at most {limit} kB."),
    "unsupported_media_type": (
        "请把内容写成 JSON，并注明 Content-Type: application/json。",
        "Send JSON, with Content-Type: application/json.",
    ),
    "not_multipart": (
        "请用表单上传照片：Content-Type: multipart/form-data。",
        "Send the photo in a form, with Content-Type: multipart/form-data.",
    ),
    "too_many_requests": ("尝试太频繁，请稍后再试。", "Too many attempts; try again a little later."),
    "service_unavailable": (
        "服务暂时不可用，内容没有保存，请稍后再试。",
        "A service is away for the moment and nothing was stored; try again shortly.",
    ),
    "internal": (
        "系统出了错，我们已经记录。请稍后再试，或报上编号 {correlation_id}。",
        "Something went wrong on our side and is recorded. Try again later, or name {correlation_id}.",
    ),
    "form_expired": ("页面放得太久了，请重新提交一次。", "The page was open too long; please send it once more."),
    "username_taken": ("这个用户名已经有人用了，请换一个。", "This user name is taken; please choose another."),
    "not_yours_to_grant": (
        "您不能给别人这个身份、社区或单位。",
        "You may not grant this role, community or organisation.",
    ),
    "own_account_only": ("只能处理自己的账户。", "You may do this for your own account only."),
    "impossible_in_state": (
        "这件事现在是“{state}”，不能这样做。现在可以：{possible}。",
        "It is now “{state}”, so this cannot be done. Possible now: {possible}.",
    ),
    "not_your_step": ("这一步要由{who}来做。", "This step is for: {who}."),
    "not_your_need": ("这件事您看不到。", "This need is not yours to see."),
    "photos_full": ("每件需求最多 {most} 张照片。", "A need has at most {most} photos."),
    "own_need": ("这是您自己提交的需求。", "You reported this need yourself."),
    "already_followed": ("您已经在跟进这件需求。", "You follow this need already."),
    "not_followed": ("您没有跟进这件需求。", "You do not follow this need."),
    "need_over": ("这件需求现在是“{state}”，不用再加入。", "This need is “{state}”; there is nothing left to join."),
    "not_your_community": ("这不是您负责的社区。", "This is not your community."),
    "on_behalf_by_workers_only": (
        "只有本社区的工作者可以代人提交。",
        "Only a worker of the community may report on somebody's behalf.",
    ),
    "nothing_to_decline": (
        "没有等您的单位答复的吹哨。",
        "No whistle waits for your department's answer.",
    ),
    "no_whistle_declined": (
        "没有单位提出不属于本单位。",
        "No department has declined a whistle of this need.",
    ),
    "already_with_the_district": (
        "这件事已经上报到区里。",
        "This need is with the district already.",
    ),
    "already_called_back": ("这次服务已经回访过了。", "This service has been called back about already."),
    "link_not_valid": ("这个链接无效，或者已经失效。", "This link is not valid, or not any more."),
    "already_rated": ("这次服务已经评价过了。", "This service has been rated already."),
    "already_reported_in": ("您的单位已经报到过了。", "Your department has reported in already."),
    "reopening_window_over": (
        "办完超过 30 天，不能再次提出，请另外反映。",
        "It was done over 30 days ago; report it anew.",
    ),
    "already_registered": ("您已经是登记的志愿者了。", "You are a registered volunteer already."),
    "already_withdrawn": ("这位志愿者已经退出了。", "This volunteer has withdrawn already."),
    "same_record": ("这是同一条记录。", "This is one and the same record."),
    "own_record": ("请另一位工作者合并您自己的记录。", "Another worker must merge a record of your own."),
    "year_closed_already": ("{year} 年的评定已经关账。", "The ratings of {year} are being closed or are closed."),
    "not_public": (
        "{year} 年的评定现在是“{state}”，不在公示期。",
        "The ratings of {year} are “{state}” now, not in their days of publicity.",
    ),
    "still_public": (
        "公示到 {until} 为止，之后才能公布。",
        "They are public for appeals until {until}; publish them after that day.",
    ),
    "appeals_open": ("还有 {number} 件申诉没有决定。", "{number} appeals are not decided yet."),
    "appeal_open_already": ("您对 {year} 年的申诉还在处理。", "Your appeal about {year} is open already."),
    "appeal_decided_already": ("这件申诉已经决定：{state}。", "This appeal was decided already: {state}."),
    "own_appeal": ("自己的申诉要由别人决定。", "Somebody else has to decide your own appeal."),
    "volunteers_only": ("只有志愿者本人可以申诉。", "Only volunteers can do this, for themselves."),
    "policy_version_taken": (
        "{policy} 已经采用，改动请另起版本号。",
        "{policy} was adopted already; another rule needs another version.",
    ),
    "policy_day_taken": (
        "{policy} 也从那一天起生效，请换一天。",
        "{policy} begins on that day, too; choose another.",
    ),
    "already_merged": ("这条记录已经并入另一条记录。", "This record was merged into another already."),
    "already_erased": ("这位志愿者的个人信息已经删除。", "What was kept of this person has been erased already."),
    "own_verification": ("不能核实自己的登记。", "You may not verify yourself."),
    "phone_taken": ("这个电话已登记在本社区别的志愿者名下。", "Another volunteer of the community has this number."),
    "own_service": ("不能评价自己的服务。", "You may not rate your own service."),
    "activity_cancelled": ("活动已经取消（{reason}）。", "The activity was called off ({reason})."),
    "series_stopped": ("这个系列已经停办（{reason}）。", "This series was stopped already ({reason})."),
    "not_your_calendar": ("这不是您的日历。", "This calendar is not yours to see."),
    "activity_over": ("活动已经结束。", "The activity is over."),
    "attendance_recorded": ("已经有人签到，不能取消。", "Attendance is recorded already, so it cannot be called off."),
    "already_signed_up": ("已经报过名了。", "Signed up already."),
    "not_signed_up": ("还没有报名。", "Not signed up."),
    "skills_missing": ("这次活动需要：{skills}。", "This activity takes: {skills}."),
    "credential_expired": (
        "这次活动需要：{skills}，您的证书到那天已经过期，请先参加复训。",
        "This activity takes: {skills}; the certificate will have run out by then. Attend a training first.",
    ),
    "overlaps": ("这段时间已经报了“{title}”。", "Signed up for “{title}” at the same time."),
    "general_station_exists": (
        "本社区已有总站“{name}”。",
        "The community has a general station already: “{name}”.",
    ),
    "stands_duty": ("这段时间已在“{station}”值班。", "On duty at “{station}” at the same time."),
    "duty_begun": ("值班已经开始，不能取消。", "The duty has begun and cannot be taken off."),
    "not_your_pairing": ("您看不到这对帮扶。", "This pairing is not yours to see."),
    "pairing_ended": ("这对帮扶已经结束。", "This pairing has ended."),
    "roll_closed": ("这份名册已经结束。", "This roll is closed."),
    "left_roll": ("已经从名册上撤下。", "Taken off the roll already."),
    "patrolled_then": ("这段时间已在“{area}”巡查。", "On a round in “{area}” at the same time."),
    "too_late_to_withdraw": (
        "已过取消报名的时限，请联系社区。",
        "It is too late to take this back; please speak to the community.",
    ),
    "too_early": ("还没到签到时间。", "It is too early to check in."),
    "already_checked_out": ("您已经签退了。", "You have checked out already."),
    "not_checked_in": ("还没有签到。", "Not checked in."),
    "check_out_over": ("签退时间已过，请社区核定。", "It is too late to check out; the community will decide."),
    "still_waiting": ("名额已满，您还在候补。", "All places are taken; you are still on the waiting list."),
    "not_set_aside": ("这条签到记录不需要核定。", "This attendance does not wait for a decision."),
    "own_attendance": ("不能核定自己的记录。", "You may not decide on your own record."),
    "own_hours": ("不能给自己授予时长。", "You may not grant yourself hours."),
    "own_word": ("请另一位工作者核定您登记的缺席。", "Somebody else must uphold a no-show that you recorded."),
    "not_over_yet": ("活动还没有结束。", "The activity is not over yet."),
    "no_such_no_show": ("没有这条缺席记录。", "There is no such no-show."),
    "already_objected": ("已经提出过异议，正在等待核定。", "You have objected already; it waits for a decision."),
    "too_late_to_object": ("已超过提出异议的期限（15 天）。", "The 15 days for objecting are over."),
    "already_decided": ("已经有决定了。", "This has been decided already."),
    "nothing_to_certify": ("这段时间没有可以证明的服务时长。", "There are no hours to certify in that time."),
    "already_revoked": ("已经撤销过了。", "This has been revoked already."),
    "not_your_team": ("这支队伍的情况您看不到。", "This team is not yours to see."),
    "not_a_member": ("这位志愿者不在这支队伍里。", "This volunteer is not in the team."),
    "already_so": ("队伍已经是这样了。", "The team is that already."),
    "call_out_running": ("这支队伍正在出动，请先结束。", "The team is on a call-out; end that first."),
    "call_out_ended": ("这次出动已经结束。", "The call-out is over."),
    "not_a_squad": ("只有应急突击队可以这样做，这是{kind}。", "Only an emergency squad can; this is: {kind}."),
    "no_members": ("这支队伍还没有队员。", "There is nobody in the team yet."),
    "already_seconded": ("这段时间已经派驻在这个社区。", "Already seconded to this community in that time."),
    "already_ended": ("到那一天派驻已经结束。", "By that day the secondment has ended anyway."),
    "not_your_secondment": (
        "只有派出单位的联络员或当地社区工作者可以这样做。",
        "This takes an officer of the organisation, or a worker of the community.",
    ),
    "not_of_community": ("这是别的社区的事，只对本社区的人开放。", "This is open to people of the community only."),
    "topic_state": ("这个议题现在是“{state}”，不能这样做。", "The topic is now “{state}”, so this cannot be done."),
    "minutes_kept": ("这次恳谈会的记录已经留存。", "The minutes of this forum are kept already."),
    "forum_to_come": ("恳谈会还没有召开（{day}）。", "The forum is yet to be held ({day})."),
    "point_settled": ("这件事已经办结（{day}）。", "This point was done already ({day})."),
    "too_many_versions": ("这份公约的版本已经太多。", "This compact has too many versions already."),
    "version_superseded": ("这个版本已被第 {version} 版取代。", "This version was superseded by version {version}."),
    "already_consented": ("已经同意过这个版本。", "This version was consented to already."),
    "not_consented": ("还没有同意这个版本。", "This version was not consented to."),
    "survey_closed": (
        "这次征询已经结束（{day}），结果不再改变。",
        "The survey was closed ({day}); its result is final.",
    ),
    "survey_running": (
        "征询到 {day} 才结束，还有住户没有联系上。",
        "The survey runs until {day}, and some households were not reached yet.",
    ),
    "too_many_briefings": ("登记的说明会已经太多。", "Too many briefings are logged already."),
    "not_a_collector": ("您不是这次征询的入户人员。", "You do not collect answers for this survey."),
    "offered_to_all": ("这件事本来就面向所有志愿者。", "This is offered to all volunteers already."),
    "accepted_already": (
        "这一单是您认领的，或已经报过办完，请用退回。",
        "You claimed this, or reported it done already; hand it back instead.",
    ),
    "already_serving": ("这位志愿者已经在办这件事。", "This volunteer serves the need already."),
    "helpers_full": ("人手已经够了。", "There are as many volunteers as it takes."),
    "not_urgent": ("只有紧急的事才能调派突击队。", "A squad is called out for what is urgent or dangerous only."),
    "already_summoned": ("这支突击队已经调派过了。", "This squad has been summoned already."),
    "need_already_claimed": ("这件事已经有人领走了。", "Somebody has already claimed this."),
    "not_your_hazard": ("这件隐患您看不到。", "This hazard is not yours to see."),
    "hazard_already_open": (
        "这件需求已经按同一类隐患在办，请看那一件。",
        "The need has an open case of this hazard already; see that one.",
    ),
    "step_settled": ("这一步已经办完或不再办理。", "This step is done or set aside already."),
    "step_waits": ("要先办完：{first}。", "First to be done: {first}."),
    "step_unassigned": ("还没有定下由谁来办，请先指定。", "Nobody answers for this step yet; assign it first."),
    "already_corrected": (
        "这条记录已经更正过，请更正最新的那一条。",
        "This entry was corrected already; correct the latest one.",
    ),
    "not_your_organisation": ("您只能代表自己的单位。", "You may act for your own unit only."),
    "not_your_decision": (
        "只有责任单位的联络员或当地社区工作者可以这样做。",
        "This takes an officer of the unit responsible, or a worker of the community.",
    ),
    "entry_closed": ("这一条已经不在清单上了（{state}）。", "This entry is no longer on the list ({state})."),
    "entry_in_project": ("这一条已经立项，请在项目里处理。", "This entry is in a project; settle it there."),
    "project_already_claimed": ("这个项目已经有单位领办了。", "A unit has this project in hand already."),
    "over_budget": (
        "超出预算，还可以支出 {left_fen} 分；需要时请社区先调高预算。",
        "This is over the budget: {left_fen} fen are left. A worker may raise the budget first.",
    ),
    "is_a_correction": ("这一笔本身就是冲正，不能再冲正。", "This entry is a correction itself."),
    "already_reversed": ("这一笔已经冲正过了。", "This entry has been taken back already."),
    "already_reported": (
        "{quarter} 已经报告过了，请用更正。",
        "{quarter} has been reported already; correct that report instead.",
    ),
    "milestone_reached": ("这个节点已经完成了。", "This milestone has been reached already."),
    "own_result": ("成果是您自己报的，请另一位工作者确认。", "Somebody else must confirm a result that you told."),
    "already_awarded": ("这个项目已经奖补过了。", "This project has been awarded already."),
    "meeting_exists": ("{quarter} 的联席会议已经召集。", "The joint meeting about {quarter} has been called already."),
    "not_held_yet": ("会议还没有召开。", "The meeting has not been held yet."),
    "decision_done": ("这项议定事项已经办结。", "This decision is done already."),
    "not_your_points": ("这位志愿者的积分您看不到，也不能动用。", "These points are not yours to see or to spend."),
    "not_enough_points": (
        "积分不够：需要 {price} 分，现有 {balance} 分。",
        "These are not enough points: it takes {price}, and there are {balance}.",
    ),
    "benefit_not_on_offer": ("这个优惠包现在不能兑换（{state}）。", "This cannot be redeemed now ({state})."),
    "benefit_had": ("每人最多兑换 {most} 份。", "Each person may redeem this {most} times at most."),
    "benefit_withdrawn": ("这个优惠包已经撤回了。", "This benefit package was withdrawn already."),
    "benefit_code_unknown": ("没有这个兑换码，请核对。", "There is no such code; please check."),
    "benefit_code_ran_out": ("这个兑换码到 {day} 为止有效。", "This code was good until {day}."),
    "benefit_taken": ("这个兑换码已经用过（{at}）。", "This was taken already ({at})."),
    "redemption_over": ("这次兑换已经结束（{state}），积分已退回。", "This is over ({state}); the points came back."),
    "not_honoured_here": (
        "这份优惠由别的单位或社区兑付。",
        "Another unit or community honours this benefit.",
    ),
}
"""Why a request was refused whole."""

_NOTHING = ("无", "nothing")


def say(message: str, language: str) -> str:
    """A field's message (``code`` or ``code:arguments``) in `language` (zh or en)."""
    code, _, rest = message.partition(":")
    arguments = rest.split(",") if rest else []
    template = FIELDS.get(code) or PROBLEMS.get(code)
    if template is None:
        log.warning("no words for the code %s", code)
        template = FIELDS["invalid"]
    listed = _listed(arguments, language)
    return _fill(template[_index(language)], [*arguments, "", ""], {"all": listed if arguments else ""})


def explain(code: str, about: Mapping[str, Any], language: str) -> str:
    """Why a request was refused, with the details `about` it as words."""
    template = PROBLEMS.get(code) or FIELDS.get(code)
    if template is None:
        log.warning("no words for the code %s", code)
        return words.status_title(422, language)
    told = {name: _told(value, language) for name, value in about.items()}
    return _fill(template[_index(language)], ["", ""], told)


def _told(value: Any, language: str) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return _listed(sorted(value) if isinstance(value, (set, frozenset)) else value, language)
    if value is None:
        return _NOTHING[_index(language)]
    return words.word(str(value), language)


def _listed(values: Any, language: str) -> str:
    said = [words.word(str(value), language) for value in values]
    return ("、" if language == "zh" else ", ").join(said) or _NOTHING[_index(language)]


def _fill(template: str, arguments: list[str], about: dict[str, str]) -> str:
    named = {name: about.get(name, "") for _, name, _, _ in Formatter().parse(template) if name and not name.isdigit()}
    return template.format(*arguments, **named)


def _index(language: str) -> int:
    return 1 if language == "en" else 0
