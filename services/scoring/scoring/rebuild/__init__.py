"""Rebuilding scoring's database from the log: ``python -m scoring.rebuild``.

Facts come from the events of other services, and so does the inbox; what was announced comes from scoring's own
events, for what was said on the bus is a fact too: that is why a rebuild says nothing twice and goes on with the
versions where they stood. Sums are counted from the facts, stars decided from the sums.
"""

from __future__ import annotations


class Refused(Exception):
    """The rebuild does not go on, and the live database is as it was. The sentence says why, and what to do."""
