"""What every part of the API is made of: reading requests, forwarding them to services, and documenting both."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any, NoReturn

import flask_smorest
from flask import Response, g, jsonify, request
from marshmallow import Schema
from webargs import missing
from webargs.flaskparser import FlaskParser

from chassis.refusals import Invalid
from contracts.requests import Request

from ..access import ACCESS
from ..asker import CORRELATION_ID, IDEMPOTENCY_KEY, command_id
from ..portal import portal
from ..problems import BadRequest

_DEEPEST = 60
_NO_TEXT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class Parser(FlaskParser):
    """Reads bodies strictly: JSON as the standard has it, its content type said, no lone surrogates or NUL in
    names. Unknown query parameters are refused like unknown fields."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": None}

    def _get_schema(self, argmap: Any, req: Any) -> Schema:
        """As webargs', but of each class one is made, not one for each request."""
        return _made(argmap) if isinstance(argmap, type) else super()._get_schema(argmap, req)

    def load_json(self, req: Any, schema: Schema) -> Any:
        return json_body()

    def handle_error(self, error: Any, *args: Any, **kwargs: Any) -> NoReturn:
        (found,) = error.normalized_messages().values()
        raise Invalid(found)


@cache
def _made(schema: type[Schema]) -> Schema:
    return schema()


def json_body() -> Any:
    """The request's JSON body, read once; `missing` when there is none. Raises `BadRequest`."""
    if "json_body" not in g:
        g.json_body = _read_body()
    return g.json_body


def _read_body() -> Any:
    body = request.get_data(cache=True)
    if not body:
        return missing
    if not request.is_json:
        raise BadRequest("unsupported_media_type", 415)
    try:
        read = json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadRequest("malformed_json") from None
    if not _names_are_text(read, _DEEPEST):
        raise BadRequest("malformed_json")
    return read


def _sent() -> dict[str, Any]:
    """The fields of a body that was found to be an object; none where there is no body."""
    body = json_body()
    return {} if body is missing else body


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _names_are_text(read: Any, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(read, dict):
        return all(not _NO_TEXT.search(name) and _names_are_text(inner, depth - 1) for name, inner in read.items())
    if isinstance(read, list):
        return all(_names_are_text(inner, depth - 1) for inner in read)
    return True


@cache
def body_of(schema: type[Schema], *in_path: str) -> type[Schema]:
    """`schema` without the fields that stand in the path."""

    class Meta(Request.Meta):
        exclude = in_path

    return type(f"{schema.__name__}Body", (schema,), {"Meta": Meta, "__doc__": schema.__doc__})


class Blueprint(flask_smorest.Blueprint):
    """A part of the API. Its endpoints stand in the access table, from which their security is documented."""

    ARGUMENTS_PARSER = Parser()

    def route(self, rule: str, once: bool = True, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """As flask-smorest's. `once`: what is posted is done once for its Idempotency-Key."""

        def declare(view: Callable[..., Any]) -> Callable[..., Any]:
            endpoint = options.setdefault("endpoint", view.__name__)
            documented = self._document(view, endpoint, options.get("methods", ["GET"])[0], once)
            self.add_url_rule(rule, view_func=documented, **options)
            return view

        return declare

    def command(
        self,
        rule: str,
        service: str,
        call: str,
        takes: type[Schema],
        gives: type[Schema],
        *,
        path: tuple[str, ...] = (),
        status: int = 200,
        summary: str,
        complete: Callable[[dict[str, Any]], dict[str, Any]] = lambda answer: answer,
    ) -> None:
        """POST `rule` is the command `call` of `service`; `path`: fields of `takes` that stand in the rule;
        `complete` adds what the portal knows to the answer."""
        schema = body_of(takes, *path) if path else takes
        needs_body = any(field.required for field in schema().fields.values())

        @self.arguments(schema, required=needs_body)
        @self.response(status, gives)
        def view(body: dict[str, Any], **in_path: str) -> Response:
            answered = jsonify(complete(portal().command(service, call, {**_sent(), **in_path}, command_id())))
            answered.status_code = status
            return answered

        view.__doc__ = summary
        self.route(rule, methods=["POST"], endpoint=call)(view)

    def actions(
        self, rule: str, service: str, path: str, *actions: tuple[str, str, type[Schema], type[Schema], str]
    ) -> None:
        """Commands on the one thing that `rule` names by the field `path`. Of each: the last part of its rule, its
        call, what it takes and gives, its summary."""
        for name, call, takes, gives, summary in actions:
            self.command(f"{rule}/{name}", service, call, takes, gives, path=(path,), summary=summary)

    def query(
        self,
        rule: str,
        service: str,
        call: str,
        takes: type[Schema],
        gives: type[Schema],
        *,
        path: tuple[str, ...] = (),
        in_body: bool = False,
        summary: str,
        complete: Callable[[dict[str, Any]], dict[str, Any]] = lambda answer: answer,
    ) -> None:
        """GET `rule` is the query `call` of `service`; `in_body`: POST, for what an address cannot hold; `complete`
        adds what the portal knows to the answer."""
        schema = body_of(takes, *path) if path else takes

        @self.response(200, gives)
        def view(*arguments: dict[str, Any], **in_path: str) -> Response:
            sent = _sent() if in_body else request.args.to_dict()
            return jsonify(complete(portal().query(service, call, {**sent, **in_path})))

        if schema().fields:
            view = self.arguments(schema, location="json" if in_body else "query")(view)
        view.__doc__ = summary
        self.route(rule, once=False, methods=["POST" if in_body else "GET"], endpoint=call)(view)

    def _document(self, view: Callable[..., Any], endpoint: str, method: str, once: bool) -> Callable[..., Any]:
        name = f"{self.name}.{endpoint}"
        rule = ACCESS[name]
        refusals = {400, 404, 413, 415, 422, 500, 503} if method == "POST" else {404, 422, 500, 503}
        if not rule.public:
            refusals |= {401, 403}
        if method == "POST":
            refusals |= {401, 403, 409, 429} if rule.public else {409}
        headers = [_CORRELATION] + ([_IDEMPOTENCY] if method == "POST" and once else [])
        who = "Anyone." if rule.public else f"For: {', '.join(sorted(rule.roles))}."
        documented = self.doc(
            operationId=name.replace(".", "_"),
            description=who,
            security=[] if rule.public else [{"token": []}],
        )(view)
        # As `alt_response` would write it, which wraps the view once more for each and copies all that is said of it:
        # with some hundred endpoints that took half of the portal's start.
        told = documented._apidoc  # type: ignore[attr-defined]
        responses = told.setdefault("response", {}).setdefault("responses", {})
        for refused in sorted(refusals):
            responses.setdefault(refused, []).append(HTTPStatus(refused).name)
        told.setdefault("arguments", {}).setdefault("parameters", []).extend(headers)
        return documented


_IDEMPOTENCY = {
    "in": "header",
    "name": IDEMPOTENCY_KEY,
    "description": "Sent again with the same key, the request is done once and the first answer is given again.",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
}
_CORRELATION = {
    "in": "header",
    "name": CORRELATION_ID,
    "description": "Follows the request through services, events and logs; made up where no good one is sent.",
    "schema": {"type": "string"},
}
