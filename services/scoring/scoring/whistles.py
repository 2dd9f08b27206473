"""How a whistle counts: by what was told of it, in the quarter of its deadline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import appraisal, periods
from .department_rulings import WHISTLE, Counting, Told


def told(whistle: Mapping[str, Any]) -> Told | None:
    """A whistle, in the columns of its table, as rulings see it; None while it counts nowhere."""
    outcome = appraisal.outcome(
        whistle["in_time"], whistle["escalated_event"] is not None, whistle["excused_event"] is not None
    )
    if outcome is None or whistle["report_in_by"] is None:
        return None
    quarter = periods.quarter_of(whistle["report_in_by"])
    return Told(WHISTLE, whistle["whistle_id"], whistle["department"], quarter, Counting(outcome))
