"""What the benchmarks run on: without it no figure can be compared with another run's."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import distributions
from pathlib import Path

import psutil

from cli import postgres

LIBRARIES = ("nameko", "eventlet", "pika", "sqlalchemy", "psycopg2-binary", "marshmallow", "faststream", "asyncpg")
_RABBITMQ_PLACES = ("/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")


def load() -> float:
    """The machine's load average of the last minute. Above its cores, others took part in what was measured."""
    return os.getloadavg()[0]


def describe() -> dict[str, str | int]:
    """Processor, memory, and the versions of all that takes part."""
    installed = {found.metadata["Name"].lower(): found.version for found in distributions()}
    servers = {
        "rabbitmq": _printed("rabbitmqctl", _RABBITMQ_PLACES, "version"),
        "postgresql": _printed("postgres", (str(postgres.binaries() or ""),), "--version"),
    }
    return {
        "cores": os.cpu_count() or 1,
        "processor": _processor(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **servers,
        **{name: installed[name] for name in LIBRARIES if name in installed},
    }


def _processor() -> str:
    try:
        named = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except FileNotFoundError:
        named = None
    return named[1] if named else platform.machine()


def _printed(command: str, places: tuple[str, ...], argument: str) -> str:
    """The version that a command prints, or "none" where there is no such command."""
    path = shutil.which(command, path=os.pathsep.join((*places, os.environ.get("PATH", ""))))
    if path is None:
        return "none"
    printed = subprocess.run([path, argument], capture_output=True, text=True, check=True).stdout
    found = re.search(r"[0-9]+(\.[0-9]+)+", printed)
    return found[0] if found else "unknown"
