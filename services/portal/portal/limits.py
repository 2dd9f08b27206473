"""How often somebody may try to sign in or sign up, a feed key, or a link, or read what is public, from one address;
counted in this process's memory."""

from __future__ import annotations

import flask_limiter
from flask import current_app
from flask_limiter.util import get_remote_address


class Limiter(flask_limiter.Limiter):
    """Counts where a view asks for it. There is no limit that holds everywhere, so that none is looked for before every
    request, which takes a fifteenth of what the portal does for one."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=True)

limit_sign_in = limiter.shared_limit(
    lambda: current_app.extensions["portal"].settings.sign_in_limit,
    scope="sign-in",
    exempt_when=lambda: _is_signed_in(),
)

limit_feed_keys = limiter.shared_limit(
    lambda: current_app.extensions["portal"].settings.sign_in_limit,
    scope="feed-keys",
    exempt_when=lambda: _is_signed_in(),
)
"""Apart from signing in: programs go on asking with a key that was revoked, and keep nobody out by it."""

limit_rating_links = limiter.shared_limit(
    lambda: current_app.extensions["portal"].settings.sign_in_limit,
    scope="rating-links",
    deduct_when=lambda response: response.status_code == 403,
)
"""Only those that open nothing are counted: whoever has a good one has not guessed it."""

limit_public = limiter.shared_limit(
    lambda: current_app.extensions["portal"].settings.public_limit,
    scope="public",
    exempt_when=lambda: _is_signed_in(),
)
"""Of what anybody may read: enough for people, not for taking everything away."""


def _is_signed_in() -> bool:
    from .asker import asker

    return asker().account is not None
