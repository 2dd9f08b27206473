"""Codes with which benefit packages are taken at the counter. The scoring service keeps their hashes and says what they
are good for."""

from __future__ import annotations

import base64
import hashlib
import hmac

_BYTES = 10
"""80 bits: enough against guessing, and still to be typed."""
_GROUP = 4


def code_text(secret: str, command_id: str, benefit_id: str) -> str:
    """The code of the redemption that the command `command_id` makes, as ``ABCD-EFGH-IJKL-MNOP``: asked again, the
    command can show it again, though it is stored nowhere."""
    made = hmac.new(secret.encode(), f"benefit:{command_id}:{benefit_id}".encode(), hashlib.sha256).digest()
    text = base64.b32encode(made[:_BYTES]).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def plain(code: str) -> str:
    """The code as it is hashed, however it was typed."""
    return "".join(code.split()).replace("-", "").upper()
