"""Check-in codes: what an activity shows changes every half minute, so that a photograph of it is soon worth nothing.

A time-based one-time password (RFC 6238) of eight digits: two stand at a time, so a guess is right once in fifty
million.
"""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 32
STEP_SECONDS = 30
DIGITS = 8


def shown(secret: bytes, now: datetime) -> tuple[str, datetime]:
    """The code that stands now, and when the next one does."""
    since = _step(now)
    return _codes(secret).generate(since).decode(), datetime.fromtimestamp(since + STEP_SECONDS, UTC)


def is_right(secret: bytes, code: str, now: datetime) -> bool:
    """Whether the code stands now or stood just before: somebody may have taken a while to type it."""
    typed = "".join(code.split())
    return any(_verified(secret, typed, _step(now) - ago) for ago in (0, STEP_SECONDS))


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS * STEP_SECONDS


def _codes(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA256(), STEP_SECONDS)


def _verified(secret: bytes, code: str, at: int) -> bool:
    try:
        _codes(secret).verify(code.encode(), at)
    except InvalidToken:
        return False
    return True
