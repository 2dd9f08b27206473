from __future__ import annotations

from pathlib import Path

from contracts import describe, event_types


def test_the_page_about_events_says_what_the_contract_says():
    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text()
    assert page == describe.document(), "run: .venv/bin/python -m contracts.describe > docs/events.md"
    assert all(f"### {kind.event_name}\n" in page for kind in event_types().values())
