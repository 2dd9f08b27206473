"""What is new in a transaction is stored as SQLAlchemy's own unit of work would store it, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.database import Database
from chassis.models import Id, Moment, service_base
from chassis.new_rows import fill
from chassis.settings import read

Base = service_base()
AT = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)


class House(Base):
    __tablename__ = "houses"

    code: Mapped[str] = mapped_column(Id, primary_key=True)
    floors: Mapped[int] = mapped_column(default=6)
    built: Mapped[datetime | None] = mapped_column(Moment)
    is_listed: Mapped[bool] = mapped_column(server_default=sa.true())
    told: Mapped[Any] = mapped_column(sa.JSON, nullable=True)


class Flat(Base):
    __tablename__ = "flats"

    number: Mapped[int] = mapped_column(primary_key=True)
    house: Mapped[str] = mapped_column("house_code", sa.ForeignKey(House.code))
    door: Mapped[str | None] = mapped_column(Id, unique=True)


@pytest.fixture
def database(database_url: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url("houses"))
    made = Database(Base.metadata, clock=lambda: AT)
    made.open("houses", read())
    Base.metadata.create_all(made.engine)
    yield made
    made.engine.dispose()


def rows(database: Database, table: Any) -> list[dict[str, Any]]:
    with database.reading() as session:
        order = table.__table__.primary_key.columns
        return [dict(row._mapping) for row in session.execute(sa.select(*table.__table__.c).order_by(*order))]


def test_defaults_of_class_and_database_and_the_absence_of_a_value_are_stored_as_ever(database: Database) -> None:
    with database.transaction() as tx:
        tx.session.add_all([House(code="a"), House(code="b", floors=0, built=AT, is_listed=False, told=None)])
    with Session(database.engine) as session:
        session.add_all([House(code="c"), House(code="d", floors=0, built=AT, is_listed=False, told=None)])
        session.commit()
    ours, theirs = rows(database, House)[:2], rows(database, House)[2:]
    assert [{**row, "code": ""} for row in ours] == [{**row, "code": ""} for row in theirs]
    with database.reading() as session:
        nothing = session.scalars(sa.select(House.code).where(House.__table__.c.told.is_(sa.null())))
        assert sorted(nothing) == ["a", "c"]


@pytest.mark.parametrize("number", [1, 3, 50])
def test_rows_come_after_those_that_they_refer_to_and_are_numbered(database: Database, number: int) -> None:
    with database.transaction() as tx:
        for door in range(number):
            tx.session.add(Flat(house="a", door=f"{door}"))
        tx.session.add(House(code="a"))
    assert [(row["number"], row["door"]) for row in rows(database, Flat)] == [(n + 1, f"{n}") for n in range(number)]


def test_what_was_changed_makes_room_for_what_is_new(database: Database) -> None:
    with database.transaction() as tx:
        tx.session.add_all([House(code="a"), Flat(house="a", door="left"), Flat(house="a", door="right")])
    with database.transaction() as tx:
        first = tx.session.get_one(Flat, 1)
        tx.session.add(Flat(house="a", door=first.door))
        first.door = None
        tx.session.delete(tx.session.get_one(Flat, 2))
    assert [(row["number"], row["door"]) for row in rows(database, Flat)] == [(1, None), (3, "left")]


def test_what_was_stored_on_the_way_is_not_stored_again(database: Database) -> None:
    with database.transaction() as tx:
        tx.session.add(House(code="a"))
        assert tx.session.scalar(sa.select(sa.func.count()).select_from(House)) == 1
        tx.session.add(House(code="b"))
    assert [row["code"] for row in rows(database, House)] == ["a", "b"]


def test_a_new_object_keeps_what_was_stored(database: Database) -> None:
    house = House(code="a")
    with database.transaction() as tx:
        tx.session.add(house)
    assert (house.code, house.floors, house.built) == ("a", 6, None)


def test_an_object_can_be_given_its_defaults_before() -> None:
    plain, given = House(code="a"), House(code="b", floors=0)
    fill(plain)
    fill(given)
    assert (plain.floors, given.floors) == (6, 0)


def test_nothing_is_stored_of_a_transaction_with_one_row_too_many(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.transaction() as tx:
        tx.session.add_all([House(code="a"), Flat(house="a", door="left"), Flat(house="a", door="left")])
    assert rows(database, House) == rows(database, Flat) == []


def test_rows_kept_for_the_end_are_stored_with_the_rest(database: Database) -> None:
    with database.transaction() as tx:
        tx.keep(House.__table__, code="b", floors=2)
        tx.session.add(House(code="a"))
    assert [(row["code"], row["floors"]) for row in rows(database, House)] == [("a", 6), ("b", 2)]
