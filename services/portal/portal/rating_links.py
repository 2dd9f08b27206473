"""Links for rating without an account: a secret in an address, which the person served is given by a worker. The
ticketing service keeps its hash and says what it opens."""

from __future__ import annotations

import base64
import hashlib
import hmac

ADDRESS = "/api/v1/rating-links/"
"""Before the secret."""


def key_text(secret: str, command_id: str, need_id: str) -> str:
    """The secret of the link that the command `command_id` makes: asked again, the command can show it again, though it
    is stored nowhere."""
    made = hmac.new(secret.encode(), f"rating:{command_id}:{need_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
