"""What the command line tells a person when it cannot go on."""

from __future__ import annotations

import click


class Problem(click.ClickException):
    """Something a person can put right: one sentence saying what happened, to what, and what to do.

    Raised by library code as well; on the command line it is printed without a traceback and exits with 1.
    """
