"""Data that comes with the package: TOML documents, each checked by a schema when it is loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from marshmallow import Schema, ValidationError, validate

WORD = validate.Regexp(r"^[a-z]+(_[a-z]+)*\Z", error="small letters and underscores only")
"""The shape of a code in the data."""


class WrongData(Exception):
    """Documents that cannot be used. `faults`: each with its place, as ``file: field: what is wrong``."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("The data cannot be used:\n" + "\n".join(self.faults))


def own(name: str) -> dict[str, str]:
    """The texts of the package's document `name`, or of all in its folder of that name, by file name."""
    found = files(__package__).joinpath(name)
    documents = found.iterdir() if found.is_dir() else [found]
    return {document.name: document.read_text("utf-8") for document in documents if document.name.endswith(".toml")}


def load(documents: dict[str, str], schema: Schema) -> dict[str, Any]:
    """What `schema` makes of each of the `documents`, in the order of their names. Raises `WrongData` with every fault
    found."""
    faults: list[str] = []
    loaded: dict[str, Any] = {}
    for name, text in sorted(documents.items()):
        try:
            loaded[name] = schema.load(tomllib.loads(text))
        except ValidationError as error:
            faults.extend(f"{name}: {fault}" for fault in places(error.normalized_messages()))
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{name}: not TOML: {error}")
    if faults:
        raise WrongData(faults)
    return loaded


def places(messages: Any, place: tuple[str, ...] = ()) -> Iterable[str]:
    """Each of a schema's messages with its place, as ``field: what is wrong``."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from places(inner, place if key == "_schema" else (*place, str(key)))
    else:
        yield from (f"{'.'.join(place)}: {message}" for message in messages)
