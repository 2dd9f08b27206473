"""The OpenAPI document says what the API does: checked by generated requests against running services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal import photos
from portal.access import ACCESS
from portal.api import BLUEPRINTS
from portal.charts import telling
from portal.documents import certificates, records

from tests import ports, services
from tests.bus import eventually
from tests.portal.conftest import ADMIN, ADMIN_TOKEN, SECRET, bearer
from tests.services import RunningService
from tests.web import client

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
PLACES = [
    {"code": "d", "kind": "district", "name": "示范区"},
    {"code": "s", "kind": "subdistrict", "name": "示范街道", "parent": "d"},
    {"code": "c", "kind": "community", "name": "示范社区", "parent": "s", "community": "c"},
    {"code": "c2", "kind": "community", "name": "邻近社区", "parent": "s", "community": "c2"},
    {"code": "b", "kind": "building", "name": "1号楼", "parent": "c", "community": "c"},
]
SURVEY = {
    "question": "是否加装电梯",
    "threshold": {"numerator": 2, "denominator": 3},
    "households": [{"building": "b", "door": "101"}],
}


FEEDS = ("calendars_feed_of_volunteer", "calendars_feed_of_team", "calendars_feed_of_community")
LINKS = ("rating_links_rating_link", "rating_links_rate_by_link")
FOLLOWED = ("public_needs_public_need", "public_needs_public_needs")
VERIFIED = ("documents_verify_certificate", "star_certificates_verify_star_certificate")
PUBLIC = ("accounts_sign_in", "accounts_open_account", *VERIFIED, *LINKS, *FOLLOWED, *FEEDS)
FILES = {
    ".ics": "text/calendar",
    ".pdf": certificates.MEDIA_TYPE,
    ".xlsx": records.MEDIA_TYPE,
    ".svg": telling.MEDIA_TYPE,
    "{photo_id}": photos.MEDIA_TYPE,
    "/thumbnail": photos.MEDIA_TYPE,
}


def test_every_operation_is_documented_completely(web: FlaskClient) -> None:
    document = web.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in ("get", "post", "delete")
    ]
    assert len(operations) > 40
    for path, method, operation in operations:
        where = f"{method} {path}"
        assert operation["summary"] and operation["operationId"], where
        good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        media_type = next((kind for end, kind in FILES.items() if path.endswith(end)), "application/json")
        assert good and all("schema" in answer["content"][media_type] for answer in good), where
        assert {"422", "500", "503"} <= set(operation["responses"]), where
        headers = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"}
        asks = operation["operationId"] in ("talents_propose", "needs_similar_needs", "needs_triage_suggestions")
        assert ("Idempotency-Key" in headers) == (method == "post" and not asks), where
        public = operation["operationId"] in PUBLIC
        assert operation["security"] == ([] if public else [{"token": []}]), where
    problem = document["components"]["responses"]["UNPROCESSABLE_ENTITY"]
    assert list(problem["content"]) == ["application/problem+json"]


@pytest.fixture(scope="module")
def address(all_services: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a portal answers that has every service behind it."""
    folder, port = tmp_path_factory.mktemp("portal"), ports.choose(1)[0]
    environment = {
        "LINLI_AMQP_URL": all_services,
        "LINLI_DATA": str(folder),
        "LINLI_SECRET_KEY": SECRET,
        "LINLI_ADMIN_TOKEN": ADMIN_TOKEN,
        "LINLI_PORTAL_BIND": f"127.0.0.1:{port}",
        "LINLI_SIGN_IN_LIMIT": "10000 per minute",
        "LINLI_PUBLIC_LIMIT": "10000 per minute",
    }
    process = RunningService(services.command("portal"), environment, folder / "portal.log")
    try:
        process.start()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.close()


@dataclass(frozen=True)
class District:
    """What there is to ask for: a `token` of somebody in every role at once, and ids that `paths` may name."""

    token: str
    paths: dict[str, str]
    document: Any


@pytest.fixture(scope="module")
def district(address: str) -> District:
    """A district with one community, one department, one volunteer, and one need
    that became a project."""
    with client(f"{address}/api/v1", headers=ADMIN, timeout=20) as admin:

        def post(path: str, body: dict[str, Any]) -> Any:
            answer = admin.post(path, json=body)
            assert answer.is_success, answer.text
            return answer.json()

        post("/places", {"places": PLACES})
        post("/organisations", {"organisations": [{"code": "water", "kind": "department", "name": "供水"}]})
        volunteer = post("/volunteers", {"community": "c", "name": "何平"})["volunteer_id"]
        times = {"starts_at": "2026-03-01T01:00:00Z", "ends_at": "2026-03-01T03:00:00Z"}
        plan = {"kind": "environment", "title": "清扫", "place": "广场", **times}
        activity = post("/communities/c/activities", plan)["activity_id"]
        came = {"volunteer": volunteer, "came_at": times["starts_at"], "left_at": times["ends_at"]}
        post(f"/activities/{activity}/attendance", {"rows": [came]})
        certified = post(f"/volunteers/{volunteer}/certificates", {"first": "2026-03-01", "last": "2026-03-01"})
        team = {"code": "t", "kind": "emergency_squad", "name": "突击队", "community": "c", "members": [volunteer]}
        post("/teams", {"teams": [team]})
        called = post("/teams/t/call-outs", {"reason": "积水", "where": "车库", "respond_within": 10})
        sent = {"organisation": "water", "volunteer_id": volunteer, "from_day": "2026-03-01"}
        seconded = post("/communities/c2/secondments", sent)
        living = {"volunteers": [volunteer], "persons": [called["call_out_id"]]}
        household = post("/communities/c/households", living)
        weekly = {"kind": "environment", "title": "清扫", "place": "广场", "starts": "09:30", "minutes": 60}
        recurring = {"series": [{**weekly, "recurrence": {"every": "week", "weekday": 5}}]}
        series = post("/communities/c/series", recurring)["items"][0]["series_id"]
        everyone = ["resident", "volunteer", "community_worker", "officer", "district_admin"]
        about = {"roles": everyone, "communities": ["c"], "organisation": "water", "volunteer_id": volunteer}
        post("/accounts", {"username": "everybody", "display_name": "众人", **about})
        token = post("/accounts/everybody/tokens", {"name": "schemathesis"})["token"]
        key = post("/accounts/everybody/feed-key", {})["key"]
        need = eventually(lambda: _reported(admin), what="ticketing to know the community")
        hazard = post("/communities/c/hazards", {"template": "facade", "description": "瓷砖松动", "need_id": need})
        sorting = {"title": {"zh": "分类率", "en": "Sorting"}, "unit": "per_mille", "target": 700}
        post("/communities/c/indicators/sorting", sorting)
        refined = {"needs": [need], "title": "楼道照明", "kind": "environment"}
        entry = post("/communities/c/need-entries", refined)["entry_id"]
        budget = {"budget_fen": 10_000, "starts_on": "2026-03-01", "ends_on": "2026-06-30"}
        plan = {"entries": [entry], "title": "楼道照明", "problem": "夜间出行不便", **budget}
        project = post("/communities/c/projects", plan)["project_id"]
        venue = {"kind": "venue", "title": "会议室", "description": "周末可用", "from_day": "2026-03-01"}
        resource = post("/communities/c/resources", venue)["resource_id"]
        held = {"quarter": "2026-Q1", "held_on": "2026-03-20"}
        meeting = post("/communities/c/joint-meetings", held)["meeting_id"]
        decided = {"decided": "加装扶手", "due_on": "2026-05-01"}
        decision = post(f"/joint-meetings/{meeting}/decisions", decided)["decision_id"]
        survey = eventually(lambda: _asked(admin), what="ticketing to know the building")
        topic = post("/communities/c/topics", {"title": "停车", "words": "消防通道常被占"})["topic_id"]
        post(f"/topics/{topic}/take-up", {})
        forum = post("/communities/c/forums", {"day": "2026-03-01", "place_words": "议事亭"})["forum_id"]
        kept = post(f"/forums/{forum}/minutes", {"came": 9, "minutes": "停车", "agreed": [{"words": "划线"}]})
        days = {"first_day": "2026-03-01", "last_day": "2999-12-31"}
        haircut = {"title": "理发", "description": "凭码", "points": 1, "stock": 1, **days}
        benefit = eventually(lambda: _offered(admin, haircut), what="scoring to know the community")
        version = post("/places/c/compact", {"text": "晚十点后不喧哗", "effective_on": "2026-03-01"})["version_id"]
    paths = {
        "need_id": need,
        "entry_id": entry,
        "project_id": project,
        "resource_id": resource,
        "meeting_id": meeting,
        "decision_id": decision,
        "volunteer_id": volunteer,
        "community": "c",
        "department": "water",
        "username": "everybody",
        "token_id": need,
        "activity_id": activity,
        "number": certified["number"],
        "team": "t",
        "call_out_id": called["call_out_id"],
        "secondment_id": seconded["secondment_id"],
        "household_id": household["household_id"],
        "series_id": series,
        "survey_id": survey,
        "topic_id": topic,
        "forum_id": forum,
        "point_id": kept["agreed"][0]["point_id"],
        "place": "c",
        "version_id": version,
        "key": key,
        "hazard_id": hazard["hazard_id"],
        "benefit_id": benefit,
        "indicator": "sorting",
    }
    return District(token, paths, schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json"))


def _reported(admin: httpx.Client) -> str | None:
    answer = admin.post("/needs", json={"community": "c", "description": "楼道灯坏了"})
    return answer.json()["need_id"] if answer.is_success else None


def _offered(admin: httpx.Client, benefit: dict[str, Any]) -> str | None:
    answer = admin.post("/communities/c/benefits", json=benefit)
    return answer.json()["benefit_id"] if answer.is_success else None


def _asked(admin: httpx.Client) -> str | None:
    answer = admin.post("/communities/c/consent-surveys", json=SURVEY)
    return answer.json()["survey_id"] if answer.is_success else None


API = sorted(name for name in ACCESS if name.partition(".")[0] in {part.name for part in BLUEPRINTS})
FREELY = settings(
    max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("endpoint", [name for name in API if name != "accounts.sign_out"])
def test_answers_are_as_documented(district: District, endpoint: str, mode: GenerationMode) -> None:
    operation = district.document.find_operation_by_id(endpoint.replace(".", "_"))
    named = {parameter.name for parameter in operation.path_parameters}
    known = {name: value for name, value in district.paths.items() if name in named}
    needs_token = not ACCESS[endpoint].public
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or needs_token):
        pytest.skip("nothing here can be sent wrongly")

    @FREELY
    @given(case=operation.as_strategy(mode, path_parameters=known or None))
    def check(case: schemathesis.Case) -> None:
        answer = case.call(headers=bearer(district.token))
        if answer.status_code == 414:
            return  # the HTTP server's own answer to an address too long to be read
        case.validate_response(answer, checks=CHECKS)

    check()
