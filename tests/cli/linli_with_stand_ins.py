"""The real `linli` command with stand-ins for the services, given in STAND_INS as NAME=BEHAVIOUR pairs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cli.main import main

STAND_IN = str(Path(__file__).with_name("stand_in.py"))
pairs = [pair.split("=") for pair in os.environ["STAND_INS"].split()]
main({name: [sys.executable, STAND_IN, behaviour] for name, behaviour in pairs})
