"""Values that events of several subjects have."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from ... import fields, vocabulary

NeedKind = Annotated[str, partial(fields.OneOf, vocabulary.NEED_KINDS)]
Urgency = Annotated[str, partial(fields.OneOf, vocabulary.URGENCIES)]
ProviderKind = Annotated[str, partial(fields.OneOf, vocabulary.PROVIDER_KINDS)]
Provider = Annotated[str, partial(fields.Text, 64)]
AssignmentWay = Annotated[str, partial(fields.OneOf, vocabulary.ASSIGNMENT_WAYS)]
Minutes = Annotated[int, partial(fields.Whole, 0, 1440)]
Ids = Annotated[list[str], lambda **settings: fields.ListOf(fields.Id(), 10_000, **settings)]
Round = Annotated[int, partial(fields.Whole, 1, 1000)]
