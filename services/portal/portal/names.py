"""What communities and organisations are called: the volunteer service knows, others know codes."""

from __future__ import annotations

from chassis.rpc import ServiceUnavailable

from .portal import portal


def communities(code: str | None = None) -> dict[str, str]:
    """The names of all communities by code, or of one. While the volunteer service is away there are none."""
    return _names("places", kind="community", **({} if code is None else {"community": code}))


def organisations() -> dict[str, str]:
    """As `communities`, the names of organisations."""
    return _names("organisations")


def _names(call: str, **asked: str) -> dict[str, str]:
    try:
        items = portal().query("volunteer", call, asked)["items"]
    except ServiceUnavailable:
        return {}
    return {item["code"]: item["name"] for item in items}
