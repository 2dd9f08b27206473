"""What is shown to people in both languages."""

from __future__ import annotations

from .. import fields
from .base import Request


class Titles(Request):
    """The same said in Chinese and in English."""

    zh = fields.Text(200, required=True)
    en = fields.Text(200, required=True)
