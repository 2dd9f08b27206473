"""Who may ask what of the ticketing service, as its calls name it, and what they give.

Who may take which step of a need is decided in `lifecycle`; what a call requires is only the outer door.
"""

from __future__ import annotations

from typing import Any

from chassis.access import roles

WORKERS = roles("community_worker", "district_admin")
OFFICES = roles("officer", "community_worker", "district_admin")
COLLECTING = roles("volunteer", "officer", "community_worker", "district_admin")

Answer = dict[str, Any]
