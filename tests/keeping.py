"""What takes longer to start than most tests run: started when a test first asks for it, then kept for all others of
the process. Those keep apart by communities of their own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.infrastructure import Broker

T = TypeVar("T")
DatabaseUrl = Callable[[str], str]
Start = Callable[[Broker, DatabaseUrl, Path], AbstractContextManager[T]]
"""Starts something on a broker, with databases by the names of services, and a folder for its files."""


class Keep:
    def __init__(
        self,
        broker: Broker,
        database_url: Callable[[Path, str], DatabaseUrl],
        folders: pytest.TempPathFactory,
        stack: ExitStack,
    ) -> None:
        self._broker, self._database_url, self._folders, self._stack = broker, database_url, folders, stack
        self._kept: dict[tuple[str, str], Any] = {}

    def started(self, name: str, database: str, start: Start[T]) -> T:
        """What `start` starts on ``sqlite`` or ``postgresql``, known by its `name`."""
        place = (name, database)
        if place not in self._kept:
            folder = self._folders.mktemp(f"{name}-{database}")
            starting = start(self._broker, self._database_url(folder, database), folder)
            self._kept[place] = self._stack.enter_context(starting)
        return self._kept[place]
