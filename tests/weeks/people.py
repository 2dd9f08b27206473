"""A person at the portal's API, and the days of the week that is told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import httpx

from chassis.database import utc_now
from contracts import district

TODAY = district.day_of(utc_now())
"""Looked up once, so that a week that is told over midnight keeps its days."""


class Person:
    """Somebody signed in. `me`: their account as the portal shows it to them."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.me = self.get("/me")

    @property
    def volunteer_id(self) -> str:
        return self.me["volunteer_id"]

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return _of(self._client.get(path, params=query))

    def every(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """The items of all pages."""
        found: list[dict[str, Any]] = []
        page = {"limit": 200, **query}
        while True:
            answer = self.get(path, **page)
            found += answer["items"]
            if answer["next_cursor"] is None:
                return found
            page["cursor"] = answer["next_cursor"]

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return _of(self._client.post(path, json=body))

    def refused(self, path: str, **body: Any) -> tuple[int, str]:
        """Status and code of a refusal."""
        answer = self._client.post(path, json=body)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["code"]

    def close(self) -> None:
        self._client.close()


def day(ago: int) -> date:
    """The district's day so many days ago; negative ones are to come."""
    return TODAY - timedelta(days=ago)


def at(ago: int, clock: str) -> str:
    """A moment of the day so many days ago, as the API takes it."""
    return datetime.combine(day(ago), time.fromisoformat(clock), district.TIME).isoformat()


def stays(people: list[str], came: str, left: str) -> list[dict[str, str]]:
    """Rows of an attendance list: these volunteers were there all the time."""
    return [{"volunteer": one, "came_at": came, "left_at": left} for one in people]


def _of(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return answer.json()
