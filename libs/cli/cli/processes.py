"""Processes this command started, found again by a mark in their environment and ended."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

MARK = "LINLI_STARTED_FROM"
"""Set for every process started for a folder and inherited by its children; its value is that folder.

It differs from LINLI_HOME on purpose: people export that one in their own shells, which must never be ended.
"""


def mark(folder: Path) -> dict[str, str]:
    """The environment entry that marks a process as started from this folder."""
    return {MARK: str(folder.resolve())}


def marked(folder: Path) -> list[psutil.Process]:
    """Every living process started from this folder, also when whoever started it is gone."""
    value = str(folder.resolve())
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == value and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):
            continue  # ended meanwhile, or another user's: not ours
    return found


def end(processes: Iterable[psutil.Process], grace: float) -> list[psutil.Process]:
    """Ask each to end, kill those still there after `grace` seconds; answer those that even then remain.

    With a grace of 0 they are killed unasked.
    """
    alive = list(processes)
    if grace > 0:
        for process in alive:
            _signal(process.terminate)
        _, alive = psutil.wait_procs(alive, timeout=grace)
    for process in alive:
        _signal(process.kill)
    _, alive = psutil.wait_procs(alive, timeout=5)
    return alive


def end_marked(folder: Path, grace: float) -> int:
    """End everything started from this folder; answer how many processes that were.

    Repeated, since a process being ended may start another one or be restarted by its supervisor.
    """
    ended: set[int] = set()
    deadline = time.monotonic() + grace + 10
    while (found := marked(folder)) and time.monotonic() < deadline:
        ended.update(process.pid for process in found)
        end(found, grace)
    return len(ended)


def wait_until(ready: Callable[[], bool], timeout: float, pause: float = 0.1) -> bool:
    """Ask again and again until the answer is yes; False when `timeout` seconds pass without one."""
    deadline = time.monotonic() + timeout
    while not ready():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
    return True


def _signal(send: Callable[[], None]) -> None:
    # A process that has ended meanwhile is what was wanted.
    with contextlib.suppress(psutil.NoSuchProcess):
        send()
