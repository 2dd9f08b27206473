"""Scoring as it is run for users, but that its services come from a queue of their own partition.

Run: ``python partition.py NUMBER``, with the settings of a service in the environment. The queue is
``scoring.record_services.NUMBER``; whoever starts this declares it.
"""

from __future__ import annotations

import sys

from chassis import run
from chassis.subscription import Subscription

PARTITIONED = "record_services"


def main(number: str) -> int:
    whole = Subscription.queue.fget  # type: ignore[attr-defined]

    def queue(subscription: Subscription) -> str:
        name: str = whole(subscription)
        return f"{name}.{number}" if subscription.method_name == PARTITIONED else name

    Subscription.queue = property(queue)  # type: ignore[assignment]
    return run.main("scoring")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
