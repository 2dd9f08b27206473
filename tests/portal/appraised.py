"""A department that was appraised, and the workbook that its officer takes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from flask import Flask
from openpyxl import load_workbook

from chassis.transaction import new_id
from portal.documents import tables

from tests.bus import Bus
from tests.portal.conftest import bearer, open_account, token_of
from tests.portal.recalculated import Recalculated
from tests.scoring.facts import completed, rated

QUARTER = "2026-Q2"


def rated_department(all_services: str, asked: Callable[..., Any], trade: str) -> dict[str, Any]:
    """A department with four services in `QUARTER`, rated with five, four, three stars and one, all settled."""
    code = f"w-{new_id()[-8:]}"
    organisation = {"code": code, "kind": "department", "name": f"{trade}{code}"}
    asked("POST", "/organisations", {"organisations": [organisation]})
    facts = [completed(code, provider_kind="department") for _ in range(4)]
    bus = Bus(all_services)
    try:
        bus.publish(*facts, *(rated(fact, stars) for fact, stars in zip(facts, (5, 4, 3, 1), strict=True)))
    finally:
        bus.close()
    return organisation


def taken_rows(served: Flask, department: str, path: str) -> list[dict[str, Any]]:
    """The first sheet of the workbook at `path` as an officer of the department takes it, worked out anew."""
    officer = bearer(token_of(served, open_account(served, f"o-{department}", "officer", organisation=department)))
    taken = served.test_client().get(f"/api/v1{path}?period={QUARTER}", headers=officer)
    assert (taken.status_code, taken.headers["Content-Type"]) == (200, tables.MEDIA_TYPE)
    return Recalculated(load_workbook(io.BytesIO(taken.data))).rows("考核")
