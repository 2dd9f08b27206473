"""What the demonstration prints: events as they pass, then stars, appraisals and numbers with their explanations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from cli.demo import words
from cli.demo.outcome import Boards
from cli.demo.words import say
from contracts import Envelope, district


class Report:
    """Prints to `console` in `language` (zh or en)."""

    def __init__(self, console: Console, language: str) -> None:
        self._console, self._language = console, language

    def begin(self, title: str, needs: int) -> None:
        self._console.print(f"[bold]{escape(title)}[/]  {say('begins', self._language, needs=needs)}")

    def event(self, envelope: Envelope) -> None:
        """One line: district time, what happened in Chinese and English, the record, the community, and the point."""
        name = envelope.data.event_name
        zh, en = words.EVENTS.get(name, (name, name))
        line = Text(f"{_clock(envelope.time)}  ", style="dim")
        line.append(f"{_wide(zh, 10)}{en:<24}", style=words.COLOURS.get(name, "default"))
        line.append(f"{envelope.data.subject:<38}{envelope.community:<11}", style="dim")
        line.append(_point(envelope.data))
        self._console.print(line)

    def outcome(self, boards: Boards, day: list[Envelope]) -> None:
        """Both boards with their explanations, and the day in numbers. `day`: its events."""
        self._stars(boards.stars)
        self._departments(boards.departments)
        self._numbers(day)

    def farewell(self, url: str, community: str) -> None:
        """Where to look at it all in a browser."""
        self._aside("look", stars=f"{url}/stars?community={community}", departments=f"{url}/appraisals")

    def _stars(self, board: dict[str, Any]) -> None:
        self._heading("stars", year=board["year"], community=board["community"])
        rated = [item for item in board["items"] if item["services"]]
        for item in rated:
            shown = "★" * (item["stars"] or 0) + "☆" * (5 - (item["stars"] or 0))
            self._rating(item, item["name"] or item["volunteer_id"], item["score"], f"[yellow]{shown}[/]")
        if len(rated) < len(board["items"]):
            self._aside("others", count=len(board["items"]) - len(rated))

    def _departments(self, board: dict[str, Any]) -> None:
        self._heading("departments", period=board["period"])
        appraised = [item for item in board["items"] if item["counts"]["cases"] or item["counts"]["whistles"]]
        for item in appraised:
            self._rating(item, item["organisation_name"] or item["department"], item["total"])
        if len(appraised) < len(board["items"]):
            self._aside("idle", count=len(board["items"]) - len(appraised))

    def _rating(self, item: dict[str, Any], name: str, points: str | None, shown: str = "") -> None:
        rank = "" if item["rank"] is None else f"{item['rank']}."
        earned = say("unrated", self._language) if points is None else say("points", self._language, score=points)
        self._console.print(f"{rank:>4} [bold]{_wide(escape(name), 26)}[/]{shown}  {earned}")
        explanation = item["explanation"]
        self._console.print(f"     {escape(explanation['words'][self._language])}", style="default")
        for line in explanation["clauses"]:
            clause = _wide(words.clause(line["clause"], self._language), 16)
            self._console.print(f"       {clause}{escape(line['formula'])}", style="dim")

    def _numbers(self, day: list[Envelope]) -> None:
        def events(name: str) -> list[Any]:
            return [one.data for one in day if one.data.event_name == name]

        services = events("ServiceCompleted")
        self._console.print()
        self._aside(
            "day",
            needs=len(events("NeedReported")),
            services=len(services),
            minutes=sum(service.minutes for service in services),
            ratings=len(events("ServiceRated")),
            events=len(day),
        )
        took = _last_change_took(day)
        if took is None:
            self._aside("still")
        else:
            self._aside("quick", milliseconds=took // timedelta(milliseconds=1))

    def _heading(self, key: str, **about: object) -> None:
        self._console.print(f"\n[bold]{escape(say(key, self._language, **about))}[/]")

    def _aside(self, key: str, **about: object) -> None:
        self._console.print(f"     {escape(say(key, self._language, **about))}")


def _last_change_took(day: list[Envelope]) -> timedelta | None:
    """From the newest fact about a volunteer to the last change of stars, which it caused; None without any."""
    changes = [one for one in day if one.data.event_name == "StarRatingChanged"]
    if not changes:
        return None
    change: Any = max(changes, key=lambda one: one.time)
    facts = [
        one.time
        for one in day
        if one.data.event_name in ("ServiceCompleted", "ServiceRated")
        and one.data.provider == change.data.volunteer_id  # type: ignore[attr-defined]
        and one.time <= change.time
    ]
    return change.time - max(facts) if facts else None


def _point(event: Any) -> str:
    """What else is worth knowing of the event at a glance."""
    match event.event_name:
        case "NeedReported" | "NeedOffered":
            return f"{event.kind} {event.urgency}"
        case "NeedTriaged":
            return f"→ {event.route}"
        case "NeedAssigned":
            return f"{event.way} → {event.provider if event.provider_kind == 'department' else 'volunteer'}"
        case "WhistleBlown" | "NeedEscalated":
            by = event.report_in_by.astimezone(district.TIME)
            return f"{event.department} ≤ {by:%m-%d %H:%M:%S}"
        case "DepartmentReportedIn":
            return f"{event.department} {'✓' if event.in_time else '✗'}"
        case "ServiceCompleted":
            return f"{event.minutes} min"
        case "ServiceRated":
            return "★" * event.stars + "☆" * (5 - event.stars)
        case "StarRatingChanged":
            return f"{event.previous_stars}★ → {event.stars}★"
        case "DepartmentAppraisalChanged":
            return "–" if event.total_tenths is None else f"{event.total_tenths / 10:.1f}"
    return ""


def _clock(moment: datetime) -> str:
    return moment.astimezone(district.TIME).strftime("%H:%M:%S.%f")[:-3]


def _wide(text: str, width: int) -> str:
    """Padded to `width` columns; a Chinese character takes two."""
    return text + " " * max(width - Text(text).cell_len, 1)
