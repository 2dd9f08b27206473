"""HTTP as tests speak it: to this machine alone, in the clear and past any proxy. httpx would otherwise read all
authorities' certificates for each client it makes, which takes thirty times as long as a call."""

from __future__ import annotations

from typing import Any

import httpx


def client(base_url: str = "", **options: Any) -> httpx.Client:
    return httpx.Client(base_url=base_url, verify=False, trust_env=False, **options)


def call(method: str, url: str, **options: Any) -> httpx.Response:
    """One call by itself, on a connection that nobody keeps."""
    return httpx.request(method, url, verify=False, trust_env=False, **options)
