"""Marshmallow fields with the checks that every Linli record needs, and messages that are codes.

A message is ``code`` or ``code:argument,argument`` (``too_long:4000``), so that whoever shows it to a
person can say it in that person's language. Codes: required, unknown_field, not_text, not_a_number,
not_true_or_false, not_a_time, not_a_date, not_a_list, not_an_object, empty, unprintable, too_long:max,
out_of_range:min,max, not_one_of:a,b,…, not_a_code, not_codes, not_an_id, not_a_clock_time, not_a_quarter, not_base64,
too_many_bytes:max, too_many:max, too_few:min, repeated.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import ValidationError, fields
from marshmallow.utils import is_aware

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_CODES = re.compile(r"[a-z0-9][a-z0-9-]{0,63}(,[a-z0-9][a-z0-9-]{0,63})*\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")

_COMMON = {"required": "required", "null": "required", "validator_failed": "invalid"}


class _Told:
    """Adds a field's bounds to its metadata, from which the published schemas are made."""

    metadata: Mapping[str, Any]

    def _tell(self, **bounds: Any) -> None:
        self.metadata = {**bounds, **self.metadata}


class Text(_Told, fields.String):
    """People's words: 1 to `longest` characters, kept exactly as they came; no control characters but
    line breaks and tabs, no lone surrogates, not only white space."""

    default_error_messages = {**_COMMON, "invalid": "not_text", "invalid_utf8": "not_text"}

    def __init__(self, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest
        self._tell(maxLength=longest)
        self._tell(minLength=1)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text.strip():
            raise ValidationError("empty")
        if len(text) > self.longest:
            raise ValidationError(f"too_long:{self.longest}")
        if _UNPRINTABLE.search(text):
            raise ValidationError("unprintable")
        return text


class Octets(_Told, fields.Field[bytes]):
    """A file's content, at most `longest` bytes; on the wire it is text in Base64 (RFC 4648, with padding)."""

    default_error_messages = {**_COMMON, "invalid": "not_base64"}

    def __init__(self, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest
        self._tell(type="string")
        self._tell(contentEncoding="base64")

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else base64.b64encode(value).decode()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        try:
            content = base64.b64decode(value, validate=True)
        except (TypeError, ValueError) as error:
            raise self.make_error("invalid", input=value) from error
        if not content:
            raise ValidationError("empty")
        if len(content) > self.longest:
            raise ValidationError(f"too_many_bytes:{self.longest}")
        return content


class _Pattern(_Told, fields.String):
    default_error_messages = {**_COMMON, "invalid": "not_text", "invalid_utf8": "not_text"}
    pattern: re.Pattern[str]
    code: str

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._tell(pattern="^" + self.pattern.pattern.replace(r"\Z", "$"))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not self.pattern.match(text):
            raise ValidationError(self.code)
        return text


class Code(_Pattern):
    """A code of a place or an organisation: lower-case letters, digits, hyphens, at most 64."""

    pattern, code = _CODE, "not_a_code"


class QueryCodes(_Pattern):
    """Codes that arrive in a query string, with commas between them; loaded as a list, each once."""

    pattern, code = _CODES, "not_codes"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return list(dict.fromkeys(super()._deserialize(value, attr, data, **kwargs).split(",")))


class Id(_Pattern):
    """The id of a record: a UUID in its canonical lower-case form (UUIDv7 when Linli made it)."""

    pattern, code = _ID, "not_an_id"


class ClockTime(_Pattern):
    """A time of the district's day: ``09:30``."""

    pattern, code = re.compile(rf"{_CLOCK}\Z"), "not_a_clock_time"


class ClockTimeToMidnight(ClockTime):
    """A time of the district's day, or its end: ``24:00``."""

    pattern = re.compile(rf"({_CLOCK}|24:00)\Z")


class Quarter(_Pattern):
    """A quarter of the district's calendar: ``2026-Q4``."""

    pattern, code = re.compile(r"2[0-9]{3}-Q[1-4]\Z"), "not_a_quarter"


class OneOf(_Told, fields.String):
    """One code of a closed list from `contracts.vocabulary`."""

    default_error_messages = {**_COMMON, "invalid": "not_text", "invalid_utf8": "not_text"}

    def __init__(self, choices: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices
        self._known = frozenset(choices)
        self._tell(enum=list(choices))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text not in self._known:
            raise ValidationError("not_one_of:" + ",".join(self.choices))
        return text


class Whole(_Told, fields.Integer):
    """A whole number from `least` to `most`, both allowed; not a string, not a fraction, not a boolean."""

    default_error_messages = {**_COMMON, "invalid": "not_a_number", "too_large": "not_a_number"}

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs)
        self.least, self.most = least, most
        self._tell(minimum=least)
        self._tell(maximum=most)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, (bool, str)):
            raise self.make_error("invalid", input=value)
        number = super()._deserialize(value, attr, data, **kwargs)
        if number is None or not self.least <= number <= self.most:
            raise ValidationError(f"out_of_range:{self.least},{self.most}")
        return number


class QueryWhole(Whole):
    """A `Whole` that arrives in a query string, so as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
            value = int(value)
        return super()._deserialize(value, attr, data, **kwargs)


class Flag(fields.Boolean):
    """True or false."""

    truthy = {True}
    falsy = {False}
    default_error_messages = {**_COMMON, "invalid": "not_true_or_false"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class QueryFlag(fields.Boolean):
    """A flag that arrives in a query string: true, false, 1 or 0."""

    default_error_messages = {**_COMMON, "invalid": "not_true_or_false"}


class Moment(fields.AwareDateTime):
    """A point in time with its zone (RFC 3339); loaded as UTC, dumped as UTC with ``Z``."""

    default_error_messages = {
        **_COMMON,
        "invalid": "not_a_time",
        "invalid_awareness": "not_a_time",
        "format": "not_a_time",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=None, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else as_utc_text(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value, obj_type="datetime")
        try:
            return super()._deserialize(value, attr, data, **kwargs).astimezone(UTC)
        except ValidationError:
            raise
        except (OverflowError, ValueError) as error:
            raise self.make_error("invalid", input=value, obj_type="datetime") from error


class Day(fields.Date):
    """A day of the district's calendar: ``2026-03-01``."""

    default_error_messages = {**_COMMON, "invalid": "not_a_date", "format": "not_a_date"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not _DAY.match(value):
            raise self.make_error("invalid", input=value, obj_type="date")
        return super()._deserialize(value, attr, data, **kwargs)


class ListOf(_Told, fields.List):
    """A list of `inner`, from `fewest` to `most` items; `distinct` refuses a repeated item."""

    default_error_messages = {**_COMMON, "invalid": "not_a_list"}

    def __init__(
        self, inner: fields.Field[Any], most: int, fewest: int = 0, distinct: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(inner, **kwargs)
        self.fewest, self.most, self.distinct = fewest, most, distinct
        self._tell(maxItems=most)
        if fewest:
            self._tell(minItems=fewest)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and len(value) > self.most:
            raise ValidationError(f"too_many:{self.most}")
        items = super()._deserialize(value, attr, data, **kwargs)
        if len(items) < self.fewest:
            raise ValidationError(f"too_few:{self.fewest}")
        if self.distinct and len(set(items)) < len(items):
            raise ValidationError("repeated")
        return items


class Dict(_Told, fields.Dict):
    """An object whose fields are not fixed here; at most `most` of them, where that is said."""

    default_error_messages = {**_COMMON, "invalid": "not_an_object"}

    def __init__(self, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most
        if most is not None:
            self._tell(maxProperties=most)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if self.most is not None and isinstance(value, dict) and len(value) > self.most:
            raise ValidationError(f"too_many:{self.most}")
        return super()._deserialize(value, attr, data, **kwargs)


class Value(_Told, fields.Raw):
    """Text, a whole number, or true or false."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._tell(type=["string", "integer", "boolean"])


class Nest(fields.Nested):
    """An object of its own schema within another."""

    default_error_messages = {**_COMMON, "type": "not_an_object"}


def as_utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds and ``Z``; `moment` must know its zone."""
    if moment.tzinfo is not UTC:
        if not is_aware(moment):
            raise ValueError(f"{moment!r} has no time zone")
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"
