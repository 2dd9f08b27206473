"""What every Linli service stands on.

The names below are imported when first used: importing this package must not import nameko, because the runner
(`chassis.run`) has to patch the standard library before anything else looks at it.
"""

from __future__ import annotations

import importlib
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .actor import Actor
    from .database import Database
    from .handlers import command, query
    from .subscription import subscribe
    from .timed import every
    from .transaction import Transaction

# Decision record 0002 says why eventlet is used all the same.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

_HOMES = {
    "Actor": "actor",
    "Database": "database",
    "Transaction": "transaction",
    "command": "handlers",
    "every": "timed",
    "query": "handlers",
    "subscribe": "subscription",
}

__all__ = ["Actor", "Database", "Transaction", "command", "every", "query", "subscribe"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
