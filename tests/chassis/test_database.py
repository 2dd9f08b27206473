"""What `Database` promises a process of greenlets: while one waits for the database, the others go on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PREPARE = """
import eventlet
eventlet.monkey_patch()
import json
import sqlalchemy as sa
from chassis import cooperation
from chassis.database import Database
from chassis.models import service_base
from chassis.settings import read

cooperation.cooperate()
metadata = service_base().metadata
database = Database(metadata)
database.open("waiting", read())
metadata.create_all(database.engine)
ticks = 0

def tick():
    global ticks
    while True:
        eventlet.sleep(0.01)
        ticks += 1

eventlet.spawn(tick)
"""

WRITING = """
def write(name):
    with database.transaction() as tx:
        place = {"subscription": name, "event_id": "1", "received_at": tx.now}
        tx.session.execute(metadata.tables["inbox"].insert().values(place))
        eventlet.sleep(1)
        return ticks

before = ticks
writers = [eventlet.spawn(write, name) for name in "abc"]
ticked = [writer.wait() - before for writer in writers]
with database.reading() as session:
    written = session.scalar(sa.select(sa.func.count()).select_from(metadata.tables["inbox"]))
print(json.dumps({"ticked": ticked, "written": written}))
"""

SLEEPING = """
def wait():
    with database.transaction() as tx:
        tx.session.execute(sa.text("SELECT pg_sleep(1)"))

def asleep():
    with database.reading() as session:
        return session.scalar(sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
        ))

sleepers = [eventlet.spawn(wait) for _ in range(5)]
most = 0
while any(not sleeper.dead for sleeper in sleepers):
    most = max(most, asleep())
    eventlet.sleep(0.02)
print(json.dumps({"most": most, "ticks": ticks}))
"""


def played(script: str, url: str, tmp_path: Path) -> dict[str, Any]:
    """What the script prints, in a process patched as services are."""
    environment = {"LINLI_DATABASE_URL": url, "LINLI_DATA": str(tmp_path), "PATH": ""}
    command = [sys.executable, "-W", "ignore", "-c", PREPARE + script]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_greenlets_that_write_take_turns_and_stop_nobody(database_url: Callable[[str], str], tmp_path: Path) -> None:
    found = played(WRITING, database_url("waiting"), tmp_path)
    assert found["written"] == 3
    assert all(ticks > 0 for ticks in found["ticked"])


def test_statements_of_several_greenlets_wait_side_by_side(postgres: Any, tmp_path: Path) -> None:
    found = played(SLEEPING, postgres.create_database("side_by_side"), tmp_path)
    assert found["most"] == 5
    assert found["ticks"] > 0
