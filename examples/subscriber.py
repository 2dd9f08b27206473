"""Another system listening to Linli: it tells once of every volunteer who reaches four stars in a year.

    pip install libs/contracts
    python examples/subscriber.py amqp://user:password@host:5672/

The queue keeps what happens while this program is away. Events may arrive twice or out of order, which
changes nothing here: `told` remembers, and a real system would keep it with its own data.
"""

from __future__ import annotations

import sys

from contracts import Envelope, Subscriber
from contracts.events import StarRatingChanged

told: set[tuple[str, int]] = set()


def commend(envelope: Envelope) -> None:
    rating = envelope.data
    if rating.stars >= 4 and (rating.volunteer_id, rating.year) not in told:
        print(f"{rating.community}: 志愿者 {rating.volunteer_id} {rating.year} 年度达到四星及以上", flush=True)
        told.add((rating.volunteer_id, rating.year))


if __name__ == "__main__":
    Subscriber(sys.argv[1], queue="honours.stars", to=[StarRatingChanged]).run(commend)
