"""What is only unknown yet is asked for again; every other refusal is said at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cli import news
from cli.portal import Refused


def refused(*codes: str) -> Refused:
    return Refused(422, {"errors": [{"field": f"f{n}", "code": code} for n, code in enumerate(codes)]})


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "_NEWS_PAUSE_SECONDS", 0)


def test_it_is_asked_until_the_news_has_come() -> None:
    answers: Iterator[Refused | dict[str, str]] = iter([refused("unknown"), refused("unknown", "unknown"), {"a": "b"}])

    def ask() -> dict[str, str]:
        answer = next(answers)
        if isinstance(answer, Refused):
            raise answer
        return answer

    assert news.once_heard(ask) == {"a": "b"}


@pytest.mark.parametrize("codes", [(), ("required",), ("unknown", "required")])
def test_anything_else_is_refused_at_once(codes: tuple[str, ...]) -> None:
    asked = []

    def ask() -> dict[str, str]:
        asked.append(1)
        raise refused(*codes)

    with pytest.raises(Refused):
        news.once_heard(ask)
    assert asked == [1]
