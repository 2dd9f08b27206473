"""Loaded by Python itself, where this folder is on its path, before anything else: the wall clock of the process is off
by LINLI_TEST_CLOCK_SECONDS. The monotonic clock goes on as it is."""

from __future__ import annotations

import datetime
import os
import time

SECONDS = float(os.environ["LINLI_TEST_CLOCK_SECONDS"])

right_time, right = time.time, datetime.datetime


class _Kind(type):
    """Moments made by libraries in C are of the original class, and are moments all the same."""

    def __instancecheck__(cls, found: object) -> bool:
        return isinstance(found, right)


class Moment(right, metaclass=_Kind):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        return right.now(tz) + datetime.timedelta(seconds=SECONDS)

    @classmethod
    def utcnow(cls) -> datetime.datetime:
        return cls.now(datetime.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> datetime.datetime:
        return cls.now()


time.time = lambda: right_time() + SECONDS
datetime.datetime = Moment  # type: ignore[misc]
