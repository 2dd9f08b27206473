"""What all tables of the volunteer service share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from chassis.models import service_base

Base: Any = service_base()

Code = sa.String(64)
Name = sa.String(100)
