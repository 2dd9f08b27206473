"""Patience with news on its way: services learn of one another's places and people by events, a moment later."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from cli.portal import Refused

NEWS_SECONDS = 30.0
"""How long places and people loaded just now may take to become known to every service."""

_NEWS_PAUSE_SECONDS = 0.5


def once_heard(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `ask` answers, asked again for a while where nothing is wrong but that something is unknown. Raises
    Refused."""
    patient_until = time.monotonic() + NEWS_SECONDS
    while True:
        try:
            return ask()
        except Refused as refused:
            news_is_on_its_way = {code for _, code in refused.faults()} == {"unknown"}
            if not news_is_on_its_way or time.monotonic() > patient_until:
                raise
        time.sleep(_NEWS_PAUSE_SECONDS)
