"""What Linli needs of the system's packages, installed where that needs no password."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from cli.home import REPOSITORY
from cli.problem import Problem

SCRIPT = REPOSITORY / "deploy" / "system-packages.sh"


def install(need: str, notice: Callable[[str], object]) -> None:
    """Install what `need` names (rabbitmq, postgresql).

    Raises Problem saying what a person has to do instead.
    """
    if not SCRIPT.exists():
        return
    notice(f"{need} is missing on this machine; trying to install it from the system's packages.")
    done = subprocess.run([str(SCRIPT), need], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Problem(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{need} could not be installed."
        )
