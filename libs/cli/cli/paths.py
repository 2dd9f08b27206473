"""A path to a folder that every program can read."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from cli.problem import Problem

# A unix socket's whole path has 107 bytes on Linux, and supervisor first binds a longer name than it is told.
_READABLE = re.compile(r"[A-Za-z0-9._/+-]{1,70}")


def readable(folder: Path) -> Path:
    """The folder itself, or a link to it where its path is long or holds more than ASCII letters and digits.

    RabbitMQ watches no disk under a Chinese path, supervisor cannot log under one with a per cent, and sockets
    have short names; people may call their folders what they like. The link lies in a folder of this user's own
    among the temporary files and is always the same for the same folder. Raises Problem when that is taken.
    """
    if _READABLE.fullmatch(str(folder)):
        return folder
    links = Path(tempfile.gettempdir()) / f"linli-{os.getuid()}"
    links.mkdir(mode=0o700, exist_ok=True)
    state = links.lstat()
    if links.is_symlink() or state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise Problem(f"{links} is open to others, so it is not used: remove it and try again.")
    link = links / hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    if not link.is_symlink() or os.readlink(link) != str(folder):
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    return link
