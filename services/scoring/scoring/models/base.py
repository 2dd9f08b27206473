"""What all tables of scoring stand on."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from chassis.models import service_base

Base: Any = service_base()

Code = sa.String(64)
EventId = sa.String(256)
Sum = sa.BigInteger
NOTHING = sa.text("0")
