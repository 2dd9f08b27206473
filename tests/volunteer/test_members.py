"""What is kept of members from before roles and history were."""

from __future__ import annotations

from importlib import resources
from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from chassis import migrations, settings
from chassis.database import Database
from volunteer import joining, members
from volunteer.models import Base

BEFORE = "0008"


def upgrade_to(engine: sa.Engine, revision: str) -> None:
    with resources.as_file(resources.files("volunteer") / "migrations") as folder:
        script = ScriptDirectory(str(folder))

        def steps(found: Any, context: Any) -> Any:
            return script._upgrade_revs(revision, found)

        with engine.execution_options(linli_writing=True).begin() as connection:
            context = MigrationContext.configure(connection, opts={"fn": steps, "script": script})
            with Operations.context(context):
                context.run_migrations()


def test_teams_of_before_keep_leaders_members_and_purpose(database_url, monkeypatch):
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url("volunteer"))
    database = Database(Base.metadata)
    database.open("volunteer", settings.read())
    upgrade_to(database.engine, BEFORE)
    moment = "2026-01-01 00:00:00+00:00"
    with database.engine.execution_options(linli_writing=True).begin() as connection:
        for serial, one in enumerate(("a", "b"), 1):
            connection.execute(
                sa.text(
                    "INSERT INTO volunteers (volunteer_id, serial, community, name, party_member, skills, active,"
                    " sequence, registered_at, changed_at) VALUES (:id, :serial, 'c', :id, false, '[]', true, 1,"
                    " :moment, :moment)"
                ),
                {"id": one, "serial": serial, "moment": moment},
            )
        for code, leader in (("in", "a"), ("out", "b"), ("none", None)):
            connection.execute(
                sa.text(
                    "INSERT INTO teams (code, kind, name, community, leader, sequence)"
                    " VALUES (:code, 'group', :code, 'c', :leader, 1)"
                ),
                {"code": code, "leader": leader},
            )
            connection.execute(
                sa.text("INSERT INTO team_members (team, volunteer_id, position) VALUES (:code, 'a', 0)"),
                {"code": code},
            )
    migrations.upgrade(database.engine, "volunteer")
    with database.reading() as session:
        found = {code: joining.history(session, members.found(session, code)) for code in ("in", "out", "none")}
        listed = joining.with_members(session, members.found(session, "out"))["members"]
    roles = {
        code: {(one["volunteer_id"], one["role"], one["since"], one["until"]) for one in history["memberships"]}
        for code, history in found.items()
    }
    assert roles == {
        "in": {("a", "leader", None, None)},
        "out": {("a", "member", None, None), ("b", "leader", None, None)},
        "none": {("a", "member", None, None)},
    }
    assert {one["volunteer_id"]: one["listed"] for one in listed} == {"a": True, "b": False}
    purposes = [(one.kind, one.name, one.since, one.until) for one in found["in"]["purposes"]]
    assert purposes == [("group", "in", None, None)]
    database.engine.dispose()
