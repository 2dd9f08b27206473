"""What takes messages from a queue: one connection, another when it is lost, and at the end nothing left half done."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import eventlet
from nameko.containers import WorkerContext
from nameko.extensions import Extension

from .link import Link, LinkLost, LinkRefused

IDLE_SECONDS = 1.0
CANCEL_SECONDS = 10.0
LONGEST_PAUSE = 10.0
"""Seconds between attempts to reach the broker again."""

log = logging.getLogger(__name__)


class Consumer(Extension, ABC):
    """An extension of nameko's that takes from a queue from its start to its stop. `consuming`: messages can reach it
    now."""

    consuming = False

    def __init__(self, **kwargs: Any) -> None:
        self._stopping = False
        self._thread: Any = None
        self._link: Link | None = None
        super().__init__(**kwargs)

    @property
    @abstractmethod
    def queue(self) -> str:
        """From which it takes."""

    @property
    @abstractmethod
    def prefetch(self) -> int:
        """How many messages it has at most ahead of their acknowledgement."""

    def on_open(self, link: Link) -> None:
        """There is a connection, a new one: nothing that came by one before can be acknowledged any more."""

    @abstractmethod
    def take(self, tag: int, method: bytes, header: bytes, body: bytes) -> None:
        """A message has come (`wire.Take`)."""

    @abstractmethod
    def serve(self, link: Link) -> None:
        """Called over and over, to let the connection work for a while and do what there is to do."""

    @abstractmethod
    def finish(self, link: Link) -> None:
        """No more will come: acknowledge what is in hand."""

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run, identifier=f"consumer.{self.queue}")

    def stop(self) -> None:
        """Take nothing new, finish and acknowledge what is in hand."""
        self._stopping = True
        if self._link is not None:
            self._link.wake()
        self._thread.wait()

    def service_for(self, entrypoint: Any, context: Mapping[str, Any] | None = None) -> Any:
        """The service with what it depends on, as nameko makes it for one worker."""
        worker = WorkerContext(self.container, self.container.service_cls(), entrypoint, data=dict(context or {}))
        for found in self.container.dependencies:
            setattr(worker.service, found.attr_name, found.get_dependency(worker))
        return worker.service

    def _run(self) -> None:
        pause = 1.0
        while not self._stopping:
            try:
                self._consume()
                return
            except LinkRefused as error:
                raise LinkRefused(f"The broker refused queue {self.queue}: {error}") from None
            except LinkLost as error:
                log.warning("the bus is away", extra={"queue": self.queue, "error": str(error), "seconds": pause})
            finally:
                if self.consuming:
                    pause = 1.0
                self.consuming = False
                if self._link is not None:
                    self._link.close()
            eventlet.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _consume(self) -> None:
        self._link = link = Link(self.container.config["settings"].amqp_url, self.queue)
        channel = link.open()
        self.on_open(link)
        link.consume(self.queue, self.take, self.prefetch)
        self.consuming = True
        while not self._stopping:
            self.serve(link)
        link.cancel()
        link.run(lambda: link.cancelled, CANCEL_SECONDS)
        self.finish(link)
        flushed: list[Any] = []
        channel.basic_qos(prefetch_count=1, callback=flushed.append)
        link.run(lambda: bool(flushed), CANCEL_SECONDS)
