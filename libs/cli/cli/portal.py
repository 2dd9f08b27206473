"""The portal's public API as people use it, with patience for a service that is away for a while."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx

from cli.problem import Problem

PATIENCE_SECONDS = 60.0
"""How long a request is sent again, under the same key, while the portal or a service behind it is away."""

AWAY = frozenset({429, 502, 503, 504})
_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 5.0


class Refused(Exception):
    """The portal answered no. `problem`: its RFC 9457 document."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("detail") or f"HTTP {status}")
        self.status, self.problem = status, problem

    @property
    def code(self) -> str:
        """Which refusal it is, for programs."""
        return str(self.problem.get("code", ""))

    def faults(self) -> set[tuple[str, str]]:
        """Field and code of every fault found in what was sent."""
        return {(fault["field"], fault["code"]) for fault in self.problem.get("errors", [])}


class Portal:
    """The API at `url`. `language`: zh or en, for what it says to people."""

    def __init__(self, url: str, language: str) -> None:
        self.url = url.rstrip("/")
        # A proxy of this machine's own knows nothing of a portal on the same machine.
        outside = not re.match(r"https?://(127\.|localhost\b|\[::1\])", self.url)
        self._http = httpx.Client(
            base_url=f"{self.url}/api/v1", timeout=15, trust_env=outside, headers={"Accept-Language": language}
        )

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, token: str, *, patience: float = PATIENCE_SECONDS, **query: Any) -> dict[str, Any]:
        """What stands at `path`. Raises Refused, and Problem when nobody answers for `patience` seconds."""
        return self._ask("GET", path, token, {}, patience, params=query)

    def post(self, path: str, token: str, key: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Have something done once, however often it must be sent. `key` is its Idempotency-Key and its correlation
        id, by which its events are known on the bus. Raises as `get`."""
        headers = {"Idempotency-Key": key, "X-Correlation-Id": key}
        return self._ask("POST", path, token, headers, PATIENCE_SECONDS, json=body or {})

    def _ask(
        self, method: str, path: str, token: str, headers: dict[str, str], patience: float, **sent: Any
    ) -> dict[str, Any]:
        deadline = time.monotonic() + patience
        while True:
            pause = _PAUSE_SECONDS
            try:
                answer = self._http.request(
                    method, path, headers={"Authorization": f"Bearer {token}", **headers}, **sent
                )
            except httpx.InvalidURL as error:
                raise Problem(f"{self.url} is not an address: {error}.") from None
            except (httpx.TransportError, httpx.UnsupportedProtocol) as error:
                what = f"No portal answers at {self.url} ({type(error).__name__})"
            else:
                if answer.status_code not in AWAY:
                    return self._read(answer)
                what = f"The portal at {self.url} cannot serve {path} for now: {_document(answer).get('detail', '')}"
                pause = _retry_after(answer)
            if time.monotonic() + pause > deadline:
                raise Problem(f"{what.rstrip('.。 ')}. See whether everything is ready with: linli status")
            time.sleep(pause)

    def _read(self, answer: httpx.Response) -> dict[str, Any]:
        document = _document(answer)
        if answer.is_success and document:
            return document
        if 400 <= answer.status_code < 500 and document:
            raise Refused(answer.status_code, document)
        raise Problem(
            f"{answer.request.url} answered {answer.status_code}"
            + (f": {document['detail']}" if document.get("detail") else ", and not as a portal of Linli does.")
        )


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _retry_after(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return min(float(text), _LONGEST_PAUSE_SECONDS) if text.isdigit() else _PAUSE_SECONDS
