"""The templates of hazard cases: for each kind of hazard the steps that deal with it, as data with this package.

A case keeps the steps as they were when it was opened, so a changed template changes no case.
"""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from contracts import fields, vocabulary
from contracts.requests import Request
from contracts.requests.hazards import EVIDENCE, LONGEST_CODE, MOST_STEPS
from contracts.requests.titles import Titles

from . import package_data
from .package_data import WORD, WrongData

FOLDER = "hazard_templates"

_PARTIES = len(vocabulary.HAZARD_PARTIES)


class _Step(Request):
    code = fields.Text(LONGEST_CODE, required=True, validate=WORD)
    title = fields.Nest(Titles, required=True)
    parties = fields.ListOf(fields.OneOf(vocabulary.HAZARD_PARTIES), _PARTIES, 1, distinct=True, required=True)
    emergency = fields.Flag(load_default=False)
    after = fields.ListOf(fields.Text(LONGEST_CODE), MOST_STEPS, distinct=True, load_default=list)
    evidence = fields.ListOf(fields.OneOf(EVIDENCE), len(EVIDENCE), 1, distinct=True, required=True)


class _Template(Request):
    code = fields.Text(LONGEST_CODE, required=True, validate=WORD)
    title = fields.Nest(Titles, required=True)
    steps = fields.ListOf(fields.Nest(_Step), MOST_STEPS, 1, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        """A step waits for earlier ones only, so no two wait for each other."""
        faults: dict[int, Any] = {}
        earlier: set[str] = set()
        for position, step in enumerate(data["steps"]):
            if step["code"] in earlier:
                faults[position] = {"code": ["the same as an earlier step's"]}
            elif step["emergency"] and step["after"]:
                faults[position] = {"after": ["an emergency step waits for nothing"]}
            elif unknown := [code for code in step["after"] if code not in earlier]:
                faults[position] = {"after": [f"no earlier step: {', '.join(unknown)}"]}
            earlier.add(step["code"])
        if faults:
            raise ValidationError({"steps": faults})  # type: ignore[arg-type]


def load(documents: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The templates in TOML `documents`, by their codes; each document is named after its template. Raises
    `WrongData`."""
    loaded = package_data.load(documents, _Template())
    misnamed = [name for name, template in loaded.items() if name != f"{template['code']}.toml"]
    if misnamed:
        raise WrongData(f"{name}: code: not that of the file" for name in misnamed)
    return {template["code"]: template for template in loaded.values()}


TEMPLATES = load(package_data.own(FOLDER))
