"""The peer of bench/reporting.py: Flask on gunicorn's threads with one view that inserts one row through SQLAlchemy.

Run: ``python bare_flask.py PORT DATABASE_URL THREADS``.
"""

from __future__ import annotations

import sys
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask, jsonify, request
from gunicorn.app.base import BaseApplication
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

PORT, URL, THREADS = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])


class Base(DeclarativeBase):
    pass


class Inserted(Base):
    __tablename__ = "inserted"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    community: Mapped[str] = mapped_column(sa.String(64))
    description: Mapped[str] = mapped_column(sa.Text)


class Server(BaseApplication):
    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{PORT}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": 5,
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        engine = sa.create_engine(URL.replace("postgresql://", "postgresql+psycopg2://", 1), pool_size=THREADS)
        Base.metadata.create_all(engine)
        app = Flask("bare")

        @app.post("/needs")
        def insert() -> Any:
            body = request.get_json()
            row = Inserted(id=str(uuid4()), community=body["community"], description=body["description"])
            with Session(engine) as session:
                session.add(row)
                session.commit()
                return jsonify({"id": row.id}), 201

        return app


if __name__ == "__main__":
    Server().run()
