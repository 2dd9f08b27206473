"""The peer of bench/latency.py, first half: plain pika publishing at a steady rate, waiting for each confirm.

Run: ``python publish_steadily.py AMQP_URL EXCHANGE ROUTING_KEY FILE A_SECOND``: a message for each line of the file,
whose AMQP id is the line's number; prints a line for each: its id, and when (seconds since 1970) it was published.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pika


def main(url: str, exchange: str, routing_key: str, path: str, a_second: int) -> None:
    bodies = Path(path).read_bytes().splitlines()
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.confirm_delivery()
    published = []
    began = time.monotonic()
    for number, body in enumerate(bodies):
        connection.sleep(max(0.0, began + number / a_second - time.monotonic()))
        published.append(time.time())
        properties = pika.BasicProperties(delivery_mode=2, message_id=str(number))
        channel.basic_publish(exchange, routing_key, body, properties, mandatory=True)
    connection.close()
    for number, at in enumerate(published):
        print(number, at)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
