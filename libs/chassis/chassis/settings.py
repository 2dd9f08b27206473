"""Configuration: every ``LINLI_*`` variable that a service reads, each in one place, with what it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError


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

    def take(kind: str, name: str, default: Any, takes: str, good: Callable[[Any], bool] = lambda value: True) -> Any:
        try:
            value = getattr(env, kind)(f"LINLI_{name}", default)
        except EnvError:
            raise WrongSetting(f"LINLI_{name} takes {takes}.") from None
        if not good(value):
            raise WrongSetting(f"LINLI_{name} takes {takes}.")
        return value

    return Settings(
        amqp_url=take(
            "str",
            "AMQP_URL",
            "amqp://guest:guest@127.0.0.1:5672/",
            "the broker's address, such as amqp://user:password@host:5672/vhost",
            _is_amqp_url,
        ),
        database_url=take(
            "str",
            "DATABASE_URL",
            None,
            "sqlite:///folder/{service}.sqlite3 or postgresql://user:password@host:5432/linli_{service}",
            _is_database_url,
        ),
        data=take("path", "DATA", Path(".linli/data"), "a folder"),
        health_host=take("str", "HEALTH_HOST", "127.0.0.1", "an address to listen on, such as 127.0.0.1"),
        health_port=take("int", "HEALTH_PORT", 0, "a port number, or 0 for none", lambda port: 0 <= port <= 65535),
        log_level=take("str", "LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR", _LEVELS.__contains__),
        workers=take("int", "WORKERS", 10, "a whole number from 4 to 200", lambda count: 4 <= count <= 200),
        relay=take("bool", "RELAY", True, "true or false"),
    )


_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def _is_amqp_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("amqp", "amqps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_database_url(value: str | None) -> bool:
    return not value or value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://"))
