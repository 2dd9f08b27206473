"""Who may ask what of the volunteer service, as its calls name it, and what they give."""

from __future__ import annotations

from typing import Any

from chassis.access import roles

ADMIN = roles("district_admin")
WORKER = roles("community_worker", "district_admin")
OFFICE = roles("officer", "community_worker", "district_admin")
SERVING = roles("volunteer", "officer", "community_worker", "district_admin")

Answer = dict[str, Any]
