"""What the volunteer service is told by its environment besides what every service is told."""

from __future__ import annotations

from typing import Any

from environs import Env
from nameko.extensions import DependencyProvider

from chassis.settings import WrongSetting

from .phones import SHORTEST_KEY, Phones


def read_phones() -> Phones:
    """The telephone numbers' key, in use. Raises `WrongSetting`."""
    try:
        return Phones(Env().str("LINLI_PHONE_KEY", ""))
    except ValueError:
        raise WrongSetting(
            f"LINLI_PHONE_KEY takes a random secret of at least {SHORTEST_KEY} characters, under which telephone "
            "numbers and what is kept of people who are served are encrypted; make one with: openssl rand -base64 32. "
            "Keep it: what is stored under a lost one stays unreadable."
        ) from None


class PhoneKey(DependencyProvider):
    """Gives the service `Phones` under the key of its environment. Read before anything starts."""

    def __init__(self) -> None:
        self._phones: Phones | None = None

    def bind(self, container: Any, attr_name: str) -> PhoneKey:
        bound: PhoneKey = super().bind(container, attr_name)
        bound._phones = read_phones()
        return bound

    def get_dependency(self, worker_ctx: Any) -> Phones | None:
        return self._phones
