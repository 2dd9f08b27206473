"""How often somebody may try to sign in or sign up, from one address; counted in this process's memory."""

from __future__ import annotations

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=True)

limit_sign_in = limiter.shared_limit(
    lambda: current_app.extensions["portal"].settings.sign_in_limit,
    scope="sign-in",
    exempt_when=lambda: _is_signed_in(),
)


def _is_signed_in() -> bool:
    from .asker import asker

    return asker().account is not None
