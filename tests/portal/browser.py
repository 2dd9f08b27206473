"""Somebody at the pages, without scripts."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient


class Browser:
    """Somebody at the pages: follows redirects, and sends forms with what the page put into them."""

    def __init__(self, app: Flask, username: str | None = None, language: str = "zh") -> None:
        self.web: FlaskClient = app.test_client()
        self.language = {"Accept-Language": language}
        if username:
            self.send("/", "/demo-sign-in", username=username)

    def open(self, path: str) -> Any:
        return self.web.get(path, headers=self.language, follow_redirects=True)

    def send(self, page: str, action: str | None = None, **typed: Any) -> Any:
        """Fill in the form on `page` that goes to `action` (default: the page itself) and send it."""
        hidden = self.hidden(self.open(page).text, action or page)
        return self.post(action or page, {**hidden, **typed})

    def post(self, path: str, data: dict[str, Any]) -> Any:
        return self.web.post(path, data=data, headers=self.language, follow_redirects=True)

    @staticmethod
    def hidden(text: str, action: str) -> dict[str, str]:
        """The hidden fields of the form that goes to `action`."""
        for form in re.findall(r"<form.*?</form>", text, re.S):
            goes_to = re.search(r'<form[^>]*action="([^"]+)"', form)
            posts = 'method="post"' in form
            if posts and (goes_to is None or unescape(goes_to[1]).partition("?")[0] == action.partition("?")[0]):
                found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
                return {name: unescape(value) for name, value in found}
        raise AssertionError(f"no form on the page goes to {action}")
