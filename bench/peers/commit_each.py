"""The peer of bench/latency.py, second half: plain pika and psycopg2, each message committed and acknowledged alone.

Run: ``python commit_each.py AMQP_URL QUEUE DATABASE_URL``; it needs a table ``arrived`` (id, body) and keeps on until
it is ended.
"""

from __future__ import annotations

import signal
import sys
from typing import Any

import pika
import psycopg2


def main(url: str, queue: str, database_url: str) -> None:
    database = psycopg2.connect(database_url)
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel: Any = connection.channel()
    channel.basic_qos(prefetch_count=20)

    def take(channel: Any, method: Any, properties: Any, body: bytes) -> None:
        with database, database.cursor() as cursor:
            cursor.execute("INSERT INTO arrived (id, body) VALUES (%s, %s)", (properties.message_id, body))
        channel.basic_ack(method.delivery_tag)

    channel.basic_consume(queue, take)
    channel.start_consuming()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    main(sys.argv[1], sys.argv[2], sys.argv[3])
