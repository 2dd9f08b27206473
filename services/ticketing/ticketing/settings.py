"""What the ticketing service is told by its environment besides what every service is told."""

from __future__ import annotations

from pathlib import Path

from environs import Env

from chassis.settings import WrongSetting


def time_limits() -> dict[str, str]:
    """The texts of the JSON files in the folder that ``LINLI_TIME_LIMITS`` names, each by its whole path; none where it
    names none. Raises `WrongSetting`."""
    named = Env().str("LINLI_TIME_LIMITS", "")
    if not named:
        return {}
    try:
        return {str(file): file.read_text("utf-8") for file in Path(named).iterdir() if file.suffix == ".json"}
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(
            f"LINLI_TIME_LIMITS takes a folder of policies of time limits, which can be read: {error}"
        ) from None
