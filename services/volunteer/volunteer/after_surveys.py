"""Survey teams whose survey passed: each becomes the service team for what was consented to."""

from __future__ import annotations

from collections.abc import Sequence

from chassis import Transaction
from contracts import Envelope
from contracts.events import ConsentSurveyClosed

from . import joining
from .models import TeamRow


def convert_teams(tx: Transaction, events: Sequence[Envelope]) -> None:
    """Convert the team of each survey that passed, where its request said so. One that is unknown, of another
    community, or no survey team any more, is left alone."""
    passed = [
        (envelope.data.team, envelope)
        for envelope in events
        if isinstance(envelope.data, ConsentSurveyClosed)
        and envelope.data.passed
        and envelope.data.then_service_team
        and envelope.data.team is not None
    ]
    # Teams are locked in the order of their codes, as everywhere.
    for code, envelope in sorted(passed, key=lambda one: one[0]):
        team = tx.session.get(TeamRow, code, with_for_update=True)
        if team is not None and team.community == envelope.community and team.kind == "survey_team":
            joining.become(tx, team, "service_team", team.name, None, _reason(envelope), envelope)


def _reason(envelope: Envelope) -> str:
    """What the team's history shows in every language: the event and its survey."""
    return f"{envelope.data.event_name} {envelope.data.subject}"
