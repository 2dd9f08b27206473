"""What every Linli service stands on."""

from .actor import Actor
from .database import Database
from .handlers import command, every, query
from .subscription import subscribe
from .transaction import Transaction

__all__ = ["Actor", "Database", "Transaction", "command", "every", "query", "subscribe"]
