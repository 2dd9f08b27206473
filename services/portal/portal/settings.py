"""What the portal alone is told by its environment, beside `chassis.settings`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from environs import Env, EnvError
from limits import parse_many
from marshmallow import ValidationError, validate

from chassis import settings as common
from chassis.settings import WrongSetting


@dataclass(frozen=True)
class Settings:
    """`host`, `port`: where people reach the portal; `threads`: requests served at once; `secret_key`: signs sessions
    (None: one is made and kept in the portal's database, so that all its processes share it); `admin_token`: API
    token of the built-in administrator; `demo`: sign in with one click as any account without a password; `https`:
    people reach the portal through HTTPS (the rule, unless only this machine reaches it or it is a demonstration), so
    cookies are for HTTPS only and plain requests are redirected; `proxies`: how many reverse proxies stand before it,
    so that their X-Forwarded headers are believed and nobody else's; `sign_in_limit`: attempts from one address;
    `public_limit`: requests from one address for what anybody may read."""

    common: common.Settings
    host: str
    port: int
    threads: int
    secret_key: str | None
    admin_token: str | None
    demo: bool
    https: bool
    proxies: int
    sign_in_limit: str
    public_limit: str = "60 per minute"
    session_lifetime: timedelta = timedelta(days=14)


def read() -> Settings:
    """The settings in the process's environment. Raises `chassis.settings.WrongSetting`."""
    shared = common.read()
    env = Env()
    try:
        with env.prefixed("LINLI_"):
            bind = env.str("PORTAL_BIND", "127.0.0.1:8080", validate=_bind)
            demo = env.bool("DEMO", False)
            host, _, port = bind.rpartition(":")
            return Settings(
                common=shared,
                host=host,
                port=int(port),
                threads=env.int("PORTAL_THREADS", 8, validate=_threads),
                secret_key=env.str("SECRET_KEY", None, validate=_secret_key) or None,
                admin_token=env.str("ADMIN_TOKEN", None, validate=_admin_token) or None,
                demo=demo,
                https=env.bool("HTTPS", not (demo or _only_this_machine(host))),
                proxies=env.int("PROXIES", 0, validate=_proxies),
                sign_in_limit=env.str("SIGN_IN_LIMIT", "20 per minute", validate=_limit),
                public_limit=env.str("PUBLIC_LIMIT", "60 per minute", validate=_limit),
            )
    except EnvError as error:
        raise WrongSetting(re.sub(r"Environment variable |[\[\]]", "", str(error))) from None


def _only_this_machine(host: str) -> bool:
    return host in ("localhost", "[::1]") or host.startswith("127.")


def _bind(value: str) -> None:
    found = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^:\[\]\s]+):([0-9]{1,5})", value)
    if not found or int(found[2]) > 65535:
        raise ValidationError("takes an address and a port such as 127.0.0.1:8080 or 0.0.0.0:8080")


def _admin_token(value: str | None) -> None:
    if value and not re.fullmatch(r"[\x21-\x7e]{16,200}", value):
        raise ValidationError("takes 16 to 200 letters, digits and signs without spaces")


def _secret_key(value: str | None) -> None:
    if value and len(value) < 16:
        raise ValidationError("takes at least 16 characters that nobody can guess")


def _limit(value: str) -> None:
    try:
        parse_many(value)
    except ValueError:
        raise ValidationError("takes a rate such as 20 per minute") from None


_threads = validate.Range(1, 100, error="takes a whole number from 1 to 100")
_proxies = validate.Range(0, 10, error="takes a whole number from 0 to 10")
