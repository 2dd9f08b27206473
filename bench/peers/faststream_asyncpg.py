"""The peer of bench/ingest.py: what scoring does, on FastStream and asyncpg.

One event at a time, each in a transaction of its own, several at once: as many as there are connections in the pool.
FastStream's own checking of types and its line in the log for each message are off, which is as fast as it goes. Run:
``python faststream_asyncpg.py AMQP_URL DATABASE_URL QUEUE``.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import asyncpg
import effects
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

AT_ONCE = 20

statements = effects.Statements(lambda number: f"${number}")
broker = RabbitBroker(sys.argv[1], apply_types=False, logger=None, default_channel=Channel(prefetch_count=AT_ONCE))
app = FastStream(broker, logger=None)
queue = RabbitQueue(sys.argv[3], queue_type=QueueType.QUORUM, durable=True)
pool: Any = None


@app.on_startup
async def connect() -> None:
    global pool
    pool = await asyncpg.create_pool(sys.argv[2], min_size=AT_ONCE, max_size=AT_ONCE)


@broker.subscriber(queue, ack_policy=AckPolicy.NACK_ON_ERROR)
async def record(event: dict[str, Any]) -> None:
    async with pool.acquire() as connection, connection.transaction():
        if not await connection.fetch(statements.inbox, event["id"], effects.now()):
            return
        completed_at = effects.completed_at(event)
        if not await connection.fetch(statements.fact, *effects.fact(event, completed_at)):
            return
        provider, year = event["data"]["provider"], effects.year_of(completed_at)
        sums = await connection.fetchrow(statements.sums, provider, year, event["data"]["minutes"])
        changed = effects.changed_stars(year, *sums)
        if changed:
            await connection.execute(statements.stars, *changed, provider, year)


if __name__ == "__main__":
    asyncio.run(app.run())
