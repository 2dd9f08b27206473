"""What was done to dead letters, written down: who did what to which, and a copy of everything thrown away."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from cli.dead_letters import DeadLetter
from cli.home import Home
from cli.problem import Problem


class Records:
    """``dead.log`` in the home folder, a JSON line for each letter that was replayed or discarded; and, with `keep`,
    the file that receives what is discarded, whole. Open from `with` on. Raises Problem where either cannot be
    written: then nothing may be done."""

    def __init__(self, home: Home, service: str, because: str, keep: Path | None = None) -> None:
        self._home, self._service, self._because, self._keep = home, service, because, keep
        self.log = home.folder / "dead.log"
        self._files: list[TextIO] = []

    def __enter__(self) -> Self:
        self._home.open()
        for path in filter(None, (self.log, self._keep)):
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            except OSError as error:
                self._close()
                raise Problem(f"{path} cannot be written ({error.strerror}), so nothing was done.") from None
            self._files.append(open(descriptor, "a", encoding="utf-8"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def keep(self, letters: Sequence[DeadLetter]) -> None:
        """Write the letters, whole, where what is discarded is kept, and wait until the disk has them."""
        kept = self._files[-1]
        for letter in letters:
            _write(kept, letter.whole() | {"service": self._service})
        kept.flush()
        os.fsync(kept.fileno())

    def note(self, action: str, letter: DeadLetter) -> None:
        """Write down that `action` was done to it."""
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "who": _who(),
            "action": action,
            "service": self._service,
            "subscription": letter.subscription,
            "id": letter.id,
            "type": letter.type,
            "reason": letter.reason,
        }
        if self._because:
            line["because"] = self._because
        if self._keep:
            line["kept"] = str(self._keep)
        _write(self._files[0], line)
        self._files[0].flush()

    def _close(self) -> None:
        for file in self._files:
            file.close()
        self._files.clear()


def kept_by_default(home: Home, service: str) -> Path:
    """A file of its own for each time something is discarded."""
    return home.folder / "discarded" / f"{service}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl"


def _write(file: TextIO, line: dict[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _who() -> str:
    """This user of the operating system, and who became it by sudo."""
    user = os.getuid()
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:
        name = str(user)
    became = os.environ.get("SUDO_USER")
    return f"{name} (sudo by {became})" if became else name
