"""The contract of Linli: its events, how they are written, and a client that subscribes to them."""

from . import district, events, vocabulary
from .envelope import CONTENT_TYPE, Envelope, InvalidEvent
from .event import Event, event_types, type_of
from .subscriber import EXCHANGE, LOG, Subscriber

__all__ = [
    "CONTENT_TYPE",
    "EXCHANGE",
    "LOG",
    "Envelope",
    "Event",
    "InvalidEvent",
    "Subscriber",
    "district",
    "event_types",
    "events",
    "type_of",
    "vocabulary",
]
