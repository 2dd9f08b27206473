"""The OpenAPI 3.1 document: the contract's schemas, problem responses and how to sign in."""

from __future__ import annotations

import http
import inspect
from typing import Any

import flask_smorest
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask
from flask_smorest.utils import prepare_response
from marshmallow import Schema

from contracts import fields
from contracts.requests import Answer

from .. import problems

CONFIG = {
    "API_TITLE": "Linli",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": (
                "Residents ask, communities whistle, departments and volunteers answer, and everyone sees what came of "
                "it. Times are RFC 3339 in UTC. Errors are RFC 9457 problem documents in Chinese or, by "
                "Accept-Language, in English."
            )
        },
        "servers": [{"url": "/"}],
    },
}


class Fault(Answer):
    """One field at fault: its path (`rows.0.name`; empty for the body as a whole), a code for programs and words
    for people. For ``not_one_of``, `options`: the codes that it takes."""

    field = fields.Text(problems.LONGEST_PATH, metadata={"minLength": 0})
    code = fields.Text(64)
    message = fields.Text(500)
    options = fields.ListOf(fields.Text(200), 1000)

    class Meta(Answer.Meta):
        sometimes = ("options",)


class ProblemDocument(Answer):
    """RFC 9457. `code` also ends `type`. For a conflict, `state` and `possible`: where the record stands, and what
    may be done now."""

    type = fields.Text(100)
    title = fields.Text(200)
    status = fields.Whole(400, 599)
    detail = fields.Text(1000)
    instance = fields.Text(10_000)
    code = fields.Text(64)
    errors = fields.ListOf(fields.Nest(Fault), 10_000)
    state = fields.Text(64)
    possible = fields.ListOf(fields.Text(64), 50)

    class Meta(Answer.Meta):
        sometimes = ("state", "possible")


class Converter(OpenAPIConverter):
    """Adds what marshmallow does not say: an answer always has all its fields, and a schema's docstring."""

    def schema2jsonschema(self, schema: Schema) -> dict[str, Any]:
        made = super().schema2jsonschema(schema)
        kind = schema if isinstance(schema, type) else type(schema)
        if issubclass(kind, Answer):
            sometimes = getattr(kind.Meta, "sometimes", ())
            made["required"] = sorted(name for name in made["properties"] if name not in sometimes)
        if kind.__doc__ and kind.__doc__ != Schema.__doc__:
            made["description"] = inspect.cleandoc(kind.__doc__)
        return made


class Plugin(MarshmallowPlugin):
    Converter = Converter


def null_among_choices(self: Any, field: Any, ret: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A closed list that may be null has null among its values."""
    if field.allow_none and "enum" in ret and None not in ret["enum"]:
        return {"enum": [*ret["enum"], None]}
    return {}


class Api(flask_smorest.Api):
    """Documents every refusal as a problem document."""

    DEFAULT_ERROR_RESPONSE_NAME = None  # type: ignore[assignment]

    def __init__(self, app: Flask) -> None:
        app.config.update(CONFIG)
        plugin = Plugin(schema_name_resolver=_name)
        super().__init__(app, spec_kwargs={"marshmallow_plugin": plugin})
        self.ma_plugin.converter.add_attribute_function(null_among_choices)
        scheme = {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from POST /api/v1/sign-in, or one made for the account.",
        }
        self.spec.components.security_scheme("token", scheme)

    def _register_error_handlers(self) -> None:
        """The portal words all errors itself, see `portal.problems`."""

    def _register_responses(self) -> None:
        for status in http.HTTPStatus:
            if status < 400:
                continue
            response: dict[str, Any] = {"description": status.phrase, "schema": ProblemDocument}
            if status in (429, 503):
                response["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
            prepare_response(response, self.spec, problems.CONTENT_TYPE)
            self.spec.components.response(status.name, response, lazy=True)


def _name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__


def document_id(converter: Any) -> dict[str, Any]:
    """The path parameter of a record's id."""
    return {"type": "string", "format": "uuid", "pattern": f"^{converter.regex}$"}


def document_code(converter: Any) -> dict[str, Any]:
    """The path parameter of a code or a user name."""
    return {"type": "string", "pattern": f"^{converter.regex}$"}
