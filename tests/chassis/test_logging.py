"""What the log tells: one JSON object a line, what went wrong and where, and nothing of anybody."""

from __future__ import annotations

import json
import subprocess
import sys

SCRIPT = """
import logging
from chassis.logging import configure
from sqlalchemy.exc import IntegrityError

class Original(Exception):
    pgcode = "23502"

def insert():
    raise Original("null value in column x\\nDETAIL:  Failing row contains (13900000000).\\n")

configure("tally")
try:
    try:
        insert()
    except Original as error:
        raise IntegrityError("INSERT", None, error) from error
except IntegrityError:
    logging.getLogger("any").exception("it failed")
logging.getLogger("any").warning("two\\nlines")
"""


def test_an_exception_is_one_line_of_json_with_its_causes_and_without_the_row_at_fault() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True)
    failed, two = [json.loads(line) for line in ended.stderr.splitlines()]
    assert (failed["event"], failed["level"], failed["service"]) == ("it failed", "error", "tally")
    assert "in insert\n" in failed["exception"]
    assert "Original: null value in column x\n\nwhich led to\n" in failed["exception"]
    assert "IntegrityError" in failed["exception"]
    assert "13900000000" not in ended.stderr
    assert two["event"] == "two\nlines"
