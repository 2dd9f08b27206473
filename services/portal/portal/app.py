"""The Flask application: every part in its place."""

from __future__ import annotations

from flask import Flask, Response, g, jsonify, request
from flask_talisman import Talisman
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from chassis import Database

from . import api, asker, pages, portal, problems, secret_addresses, sessions
from .health import health
from .limits import limiter
from .settings import Settings

LARGEST_BODY = 256_000
LARGEST_LIST = 5_000_000
"""For requests that carry a whole list: imports, places, organisations, teams, duty, attendance, surveys."""

LARGEST_PHOTO = 10_000_000

CARRIES_A_LIST = frozenset(
    {
        "volunteers.import_volunteers",
        "needs.import_needs",
        "activities.record_attendance",
        "volunteers.form_teams",
        "volunteers.assign_building_duty",
        "places.register_places",
        "places.register_organisations",
        "surveys.open_survey",
        "surveys.add_households",
        "surveys.collect_answers",
    }
)


class IdConverter(BaseConverter):
    regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class CodeConverter(BaseConverter):
    regex = "[a-z0-9][a-z0-9-]{0,63}"


class UsernameConverter(BaseConverter):
    regex = "[a-z0-9][a-z0-9._-]{2,63}"


def create_app(settings: Settings, database: Database, services: portal.Services) -> Flask:
    """The portal over `database` (open and migrated) and `services`."""
    app = Flask(__name__)
    app.url_map.converters.update(id=IdConverter, code=CodeConverter, username=UsernameConverter)
    made = portal.install(app, settings, database, services)
    app.config.update(
        SECRET_KEY=made.secret,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=settings.session_lifetime,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.before_request(_limit_body)
    app.after_request(_keep_answers_private)
    sessions.install(app)
    asker.install(app)
    limiter.init_app(app)
    app.register_blueprint(health)
    api.register(app)
    pages.install(app)
    _secure(app, settings)
    app.register_error_handler(Exception, _tell)
    return app


def _limit_body() -> None:
    if request.endpoint in CARRIES_A_LIST:
        request.max_content_length = LARGEST_LIST
    elif request.endpoint == "photos.add_photo":
        request.max_content_length = LARGEST_PHOTO


def _keep_answers_private(response: Response) -> Response:
    if asker.is_api():
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _secure(app: Flask, settings: Settings) -> None:
    """Security headers. Nothing is loaded from elsewhere and no script stands in a page."""
    talisman = Talisman(
        app,
        force_https=settings.https,
        strict_transport_security=settings.https,
        session_cookie_secure=settings.https,
        frame_options="DENY",
        content_security_policy={
            "default-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "object-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        },
    )
    views = app.view_functions
    for endpoint in ("health.live", "health.ready"):
        views[endpoint] = talisman(force_https=False)(views[endpoint])
    picture = {"default-src": "'none'", "style-src": "'unsafe-inline'"}
    views["pages.stars_chart"] = talisman(content_security_policy=picture)(views["pages.stars_chart"])


def _tell(error: Exception) -> Response:
    problem = problems.of(error, request.max_content_length or LARGEST_BODY)
    problem.about.setdefault("correlation_id", g.get("correlation_id", ""))
    if not (asker.is_api() or request.endpoint in ("health.live", "health.ready")):
        return pages.tell(problem, error)
    response = jsonify(problem.document(asker.language(), secret_addresses.without_secret(request.path)))
    response.status_code = problem.status
    response.mimetype = problems.CONTENT_TYPE
    response.headers.update(problem.headers)
    return response
