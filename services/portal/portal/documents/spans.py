"""Days and minutes as documents say them."""

from __future__ import annotations

from datetime import date


def hours(minutes: int, language: str) -> str:
    """So many minutes in hours and minutes."""
    whole, rest = divmod(minutes, 60)
    if language == "en":
        parts = [f"{whole} h" if whole or not rest else "", f"{rest} min" if rest else ""]
        return " ".join(filter(None, parts))
    return (f"{whole} 小时" if whole or not rest else "") + (f" {rest} 分钟" if rest else "")


def day(text: str, language: str) -> str:
    """A day of the API in words."""
    found = date.fromisoformat(text)
    return f"{found:%-d %B %Y}" if language == "en" else f"{found.year}年{found.month}月{found.day}日"


def days(first: str, last: str, language: str) -> str:
    """From one day to another, or on one."""
    if first == last:
        return f"on {day(first, language)}" if language == "en" else day(first, language)
    if language == "en":
        return f"from {day(first, language)} to {day(last, language)}"
    return f"{day(first, language)}至{day(last, language)}期间"
