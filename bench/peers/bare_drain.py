"""The peer of bench/ingest.py: plain pika taking messages from a queue, decoding their JSON and nothing else.

Run: ``python bare_drain.py AMQP_URL QUEUE MESSAGES ACKNOWLEDGED_AT_ONCE``; prints the messages a second, from the
first to the last.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import pika

PREFETCH = 1500


def main(url: str, queue: str, messages: int, at_once: int) -> float:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel: Any = connection.channel()
    channel.basic_qos(prefetch_count=PREFETCH)
    taken, began = 0, 0.0

    def take(channel: Any, method: Any, properties: Any, body: bytes) -> None:
        nonlocal taken, began
        json.loads(body)
        taken += 1
        if taken == 1:
            began = time.perf_counter()
        if taken % at_once == 0 or taken == messages:
            channel.basic_ack(method.delivery_tag, multiple=True)
        if taken == messages:
            channel.stop_consuming()

    channel.basic_consume(queue, take)
    channel.start_consuming()
    rate = (messages - 1) / (time.perf_counter() - began)
    connection.close()
    return rate


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
