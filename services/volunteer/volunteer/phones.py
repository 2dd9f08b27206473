"""Telephone numbers: encrypted where they are stored, and found again without being readable. What is kept of people
who are served is encrypted in the same way."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST_KEY = 32
"""Characters: a random secret of this length cannot be tried out."""


class Phones:
    """`key`: a random secret. Raises ValueError for one shorter than SHORTEST_KEY."""

    def __init__(self, key: str) -> None:
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"a key has at least {SHORTEST_KEY} characters")
        # Two keys from one secret, so that neither use can weaken the other.
        made = HKDF(SHA256(), length=64, salt=None, info=b"linli telephone numbers").derive(key.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(made[:32]))
        self._mark_key = made[32:]

    def seal(self, text: str) -> str:
        """The number, or another text, encrypted."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text as it was given."""
        return self._fernet.decrypt(sealed.encode()).decode()

    def mark(self, phone: str) -> str:
        """The same for the same number, however it was written; says nothing without the key."""
        return hmac.new(self._mark_key, digits_of(phone).encode(), hashlib.sha256).hexdigest()


def digits_of(phone: str) -> str:
    """The digits that tell two telephone numbers apart: without spaces, hyphens and China's country code."""
    digits = "".join(character for character in phone if character in "0123456789")
    for prefix in ("0086", "86"):
        if digits.startswith(prefix + "1") and len(digits) == len(prefix) + 11:
            return digits.removeprefix(prefix)
    return digits
