"""What every benchmark stands on: a private broker and database server, and contenders in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pika
import psycopg2
import sqlalchemy as sa
from rich.progress import track

from chassis import migrations
from chassis.database import Database
from chassis.link import Link
from chassis.publisher import Window
from chassis.settings import Settings
from cli import ports
from cli.broker import PrivateBroker
from cli.postgres import PrivatePostgres
from cli.processes import wait_until

DEADLINE_SECONDS = 600.0
SENT_AT_ONCE = 1_000
WORTH_SHOWING = 200_000
"""Messages from which filling a queue takes so long that progress is shown."""
PEERS = Path(__file__).parent / "peers"
ROOT = Path(__file__).parents[1]


@dataclass
class Stand:
    """One broker and one database server, for all contenders of a benchmark alike. `folder`: for SQLite files."""

    server: PrivatePostgres
    broker: PrivateBroker
    folder: Path
    _databases: int = field(default=0)

    @property
    def amqp_url(self) -> str:
        return self.broker.amqp_url

    def database(self) -> str:
        """The URL of a new, empty database on the server."""
        self._databases += 1
        return self.server.create_database(f"bench_{self._databases}")

    def copy(self, url: str) -> str:
        """The URL of a new copy of a database on the server that nobody is connected to."""
        self._databases += 1
        name = f"bench_{self._databases}"
        execute(self.server.url(), f"CREATE DATABASE {name} TEMPLATE {url.rpartition('/')[2]}")
        return self.server.url(name)

    def sqlite(self) -> str:
        """The URL of a new SQLite file."""
        self._databases += 1
        return f"sqlite:///{self.folder}/bench_{self._databases}.sqlite3"

    @contextmanager
    def channel(self) -> Iterator[Any]:
        connection = pika.BlockingConnection(pika.URLParameters(self.amqp_url))
        try:
            yield connection.channel()
        finally:
            connection.close()

    def ready(self, queue: str) -> int:
        """How many messages wait in a queue."""
        with self.channel() as channel:
            return channel.queue_declare(queue, passive=True).method.message_count

    def fill(self, queue: str, messages: Iterable[bytes], content_type: str, count: int | None = None) -> None:
        """Put messages, and nothing else, into a queue: each confirmed, and all ready there. `count`: their number,
        where they are made while they are sent."""
        if count is None:
            messages = list(messages)
            count = len(messages)
        with self.channel() as channel:
            channel.queue_purge(queue)
        properties = pika.BasicProperties(content_type=content_type, delivery_mode=2)
        shown = track(messages, f"filling {queue}", count, transient=True, disable=count < WORTH_SHOWING)
        waiting, sent = iter(shown), 0
        window = Window(1, ())
        link = Link(self.amqp_url, "bench")
        channel = link.open()
        channel.confirm_delivery(lambda frame: window.settle(frame.method.delivery_tag, frame.method.multiple, True))

        def all_confirmed() -> bool:
            return window.is_settled

        while bodies := list(islice(waiting, SENT_AT_ONCE)):
            window = Window(sent + 1, list(map(str, range(len(bodies)))))
            sent += len(bodies)
            for body in bodies:
                channel.basic_publish("", queue, body, properties)
            if not link.run(all_confirmed, DEADLINE_SECONDS):
                raise TimeoutError(f"the broker did not confirm all messages for {queue}")
        link.close()
        require(lambda: self.ready(queue) == count, f"{queue} to hold {count} messages")


@contextmanager
def stand(broker_kind: type[PrivateBroker] = PrivateBroker) -> Iterator[Stand]:
    """Servers that live as long as the block. PostgreSQL keeps the time of each commit, so that contenders are
    measured by what was really stored, and is as durable as it is by default."""
    with (
        tempfile.TemporaryDirectory(prefix="linli-bench-") as folder,
        PrivatePostgres(Path(folder) / "postgres") as server,
        broker_kind(Path(folder) / "broker") as broker,
    ):
        execute(server.url(), "ALTER SYSTEM SET track_commit_timestamp = on")
        server.stop()
        server.start()
        yield Stand(server, broker, Path(folder))


@contextmanager
def process(command: Sequence[str], settings: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A contender, ended when the block ends; what it last printed is shown if the block fails."""
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen(command, env=os.environ | (settings or {}), stdout=log, stderr=subprocess.STDOUT)
        try:
            yield running
        except BaseException:
            log.seek(0)
            print(log.read()[-4000:].decode(errors="replace"), file=sys.stderr)
            raise
        finally:
            running.terminate()
            try:
                running.wait(15)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def peer(name: str, *arguments: str | int | Path) -> list[str]:
    """The command of a script in peers/."""
    return [sys.executable, str(PEERS / f"{name}.py"), *map(str, arguments)]


def load(name: str, *arguments: str | int | Path) -> list[str]:
    """The command of a script in loads/."""
    return [sys.executable, "-m", f"bench.loads.{name}", *map(str, arguments)]


def printed(command: Sequence[str]) -> str:
    """What a contender prints that measures itself."""
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout


@contextmanager
def service(
    name: str, amqp_url: str, database_url: str, command: Sequence[str] = (), **more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """One of Linli's services as it is run for users, up and ready, and ended with the block. `command`: what to run
    instead; `more`: further settings, by name without ``LINLI_``."""
    port = ports.choose(1)[0]
    settings = {"AMQP_URL": amqp_url, "DATABASE_URL": database_url, "HEALTH_PORT": str(port), **more}
    environment = {f"LINLI_{key}": value for key, value in settings.items()}
    with process(command or [sys.executable, "-m", "chassis.run", name], environment) as running:
        require(lambda: _is_ready(port), f"{name} to be ready")
        yield running


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def migrate(database_url: str, name: str) -> None:
    """Give a database the tables of the service `name`."""
    engine = sa.create_engine(database_url.replace("postgresql:", "postgresql+psycopg2:", 1))
    migrations.upgrade(engine, name)
    engine.dispose()


def open_database(metadata: sa.MetaData, name: str, database_url: str, workers: int = 4) -> Database:
    """The database of the service `name` in the hands of this process."""
    database = Database(metadata)
    database.open(
        name,
        Settings(
            amqp_url="",
            database_url=database_url,
            data=Path(),
            health_host="",
            health_port=0,
            log_level="INFO",
            workers=workers,
            relay=False,
        ),
    )
    return database


def execute(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Execute statements on a PostgreSQL database, each by itself; returns the rows of the last, if it has any."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def require(done: Callable[[], bool], what: str, pause: float = 0.1) -> None:
    """Wait for something that must come. Raises TimeoutError."""
    if not wait_until(done, DEADLINE_SECONDS, pause):
        raise TimeoutError(f"waited {DEADLINE_SECONDS:.0f} s in vain for {what}")
