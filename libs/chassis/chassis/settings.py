"""Configuration: every ``LINLI_*`` variable that a service reads, each in one place, with what it takes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from environs import Env, EnvError
from marshmallow import ValidationError, validate


class WrongSetting(Exception):
    """A variable has a value that will not do. The sentence names it and says what it takes."""


@dataclass(frozen=True)
class Settings:
    """What a service is told by its environment.

    `database_url`: an SQLAlchemy URL in which ``{service}`` stands for the service's name, or None for SQLite
    files in `data`; `health_port`: where liveness and readiness are answered, 0 for nowhere; `workers`: how many
    remote calls a process serves at once; `relay`: whether this process publishes its own outbox.
    """

    amqp_url: str
    database_url: str | None
    data: Path
    health_host: str
    health_port: int
    log_level: str
    workers: int
    relay: bool

    def database_url_of(self, service: str) -> str:
        """The SQLAlchemy URL of `service`'s own database. PostgreSQL is reached by psycopg2, whose waits let other
        greenlets run."""
        if self.database_url:
            url = self.database_url.replace("{service}", service)
            return url.replace("postgresql://", "postgresql+psycopg2://", 1)
        return f"sqlite:///{self.data / service}.sqlite3"


def read() -> Settings:
    """The settings in the process's environment. Raises `WrongSetting`."""
    env = Env()
    try:
        with env.prefixed("LINLI_"):
            settings = Settings(
                amqp_url=env.str("AMQP_URL", "amqp://guest:guest@127.0.0.1:5672/", validate=_amqp_url),
                database_url=env.str("DATABASE_URL", None, validate=_database_url),
                data=env.path("DATA", Path(".linli/data")),
                health_host=env.str("HEALTH_HOST", "127.0.0.1"),
                health_port=env.int("HEALTH_PORT", 0, validate=_port),
                log_level=env.str("LOG_LEVEL", "INFO", validate=_log_level),
                workers=env.int("WORKERS", 10, validate=_workers),
                relay=env.bool("RELAY", True),
            )
    except EnvError as error:
        raise WrongSetting(_sentence(error)) from None
    return settings


def _sentence(error: EnvError) -> str:
    return str(error).replace("Environment variable ", "").replace("[", "").replace("]", "")


def _amqp_url(value: str) -> None:
    parts = _split(value)
    if parts is None or parts.scheme not in ("amqp", "amqps") or not parts.hostname:
        raise ValidationError("takes a URL such as amqp://user:password@host:5672/vhost")


def _database_url(value: str | None) -> None:
    if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
        raise ValidationError(
            "takes sqlite:///folder/{service}.sqlite3 or postgresql://user:password@host:5432/linli_{service}"
        )


def _log_level(value: str) -> None:
    if value not in logging.getLevelNamesMapping():
        raise ValidationError("takes DEBUG, INFO, WARNING or ERROR")


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


_port = validate.Range(0, 65535, error="takes a port number from 0 (none) to 65535")
_workers = validate.Range(4, 200, error="takes a whole number from 4 to 200")
