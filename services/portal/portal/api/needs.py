"""Needs, from report to rating, and whistles."""

from __future__ import annotations

from typing import Any

from contracts import fields
from contracts.requests import micro_wishes, need_imports, orders, questions, reporting, triage
from contracts.requests import ticketing as ask

from .. import suggestions
from ..findings import page_with_words, with_words
from ..portal import portal
from ..reasons import with_reasons
from .blueprint import Blueprint

needs = Blueprint("needs", __name__, url_prefix="/api/v1", description="Needs, from report to rating, and whistles.")

needs.command("/needs", "ticketing", "report_need", ask.ReportNeed, ask.Need, status=201, summary="Report a need.")
needs.query(
    "/needs",
    "ticketing",
    "needs",
    ask.NeedsQuery,
    ask.Needs,
    complete=page_with_words,
    summary="List the needs you may see.",
)
needs.query(
    "/needs/<id:need_id>",
    "ticketing",
    "need",
    ask.NeedQuery,
    ask.Need,
    path=("need_id",),
    complete=with_words,
    summary="Read one need.",
)
needs.query(
    "/needs/figures",
    "ticketing",
    "need_figures",
    ask.NeedFiguresQuery,
    ask.NeedFigures,
    summary="Figures of needs: how many, in one go, in time.",
)
needs.query(
    "/need-questions",
    "ticketing",
    "need_questions",
    questions.NeedQuestionsQuery,
    questions.NeedQuestions,
    summary="Read each kind of need's own questions: everybody signed in.",
)
needs.query(
    "/needs/similar",
    "ticketing",
    "similar_needs",
    reporting.SimilarNeedsQuery,
    reporting.SimilarNeeds,
    in_body=True,
    summary="Find open needs that are probably the same as one about to be reported: everybody signed in.",
)
needs.query(
    "/communities/<code:community>/micro-wishes",
    "ticketing",
    "micro_wishes",
    micro_wishes.MicroWishesQuery,
    micro_wishes.MicroWishes,
    path=("community",),
    summary="List a community's micro-wishes that wait for a volunteer: everybody signed in.",
)
needs.actions(
    "/needs/<id:need_id>",
    "ticketing",
    "need_id",
    ("join", "join_need", reporting.FollowNeed, reporting.Following, "Follow somebody else's need: the same here."),
    ("leave", "leave_need", reporting.FollowNeed, reporting.Following, "Follow a need no longer."),
)
needs.query(
    "/communities/<code:community>/triage-suggestions",
    "ticketing",
    "triage_suggestions",
    triage.TriageSuggestionsQuery,
    triage.TriageSuggestions,
    path=("community",),
    in_body=True,
    summary="Ask what kind of need some words speak of, and which departments it is usually whistled to.",
)


@needs.route("/needs/<id:need_id>/triage-suggestions")
@needs.response(200, triage.TriageSuggestions)
def suggestions_for_need(need_id: str) -> dict[str, Any]:
    """Ask what kind a need is by its words, and which departments such needs are usually whistled to."""
    return suggestions.for_need(portal().query("ticketing", "need", {"need_id": need_id}))


needs.query("/whistles", "ticketing", "whistles", ask.WhistlesQuery, ask.Whistles, summary="List whistles.")


class ImportedNeed(need_imports.ImportedNeed):
    """What became, or would become, of one row. `faults`: field to codes; `reasons`: the same in words."""

    reasons = fields.Dict()


class ImportedNeeds(need_imports.ImportedNeeds):
    """The result of an import, row by row."""

    rows = fields.ListOf(fields.Nest(ImportedNeed), need_imports.MOST_ROWS)


needs.command(
    "/communities/<code:community>/needs/import",
    "ticketing",
    "import_needs",
    need_imports.ImportNeeds,
    ImportedNeeds,
    path=("community",),
    complete=with_reasons,
    summary="Report needs on others' behalf from a list; with dry_run, only show what would happen.",
)

for step, call, takes, summary in (
    ("triage", "triage_need", ask.TriageNeed, "Decide kind, urgency and route."),
    ("decline", "decline_need", ask.ReasonedNeedCommand, "Decline, with a reason."),
    ("withdraw", "withdraw_need", ask.NeedCommand, "Withdraw one's own need."),
    ("offer", "offer_need", ask.OfferNeed, "Put on the volunteers' list."),
    ("offer-to", "offer_need_to", orders.OfferNeedTo, "Offer to named volunteers only, for a time."),
    ("claim", "claim_need", ask.NeedCommand, "Claim as a volunteer."),
    ("assign", "assign_need", ask.AssignNeed, "Assign a volunteer."),
    ("decline-assignment", "decline_assignment", orders.DeclineAssignment, "Not accept an assignment, with a reason."),
    ("join-in", "join_in", orders.HelpWithNeed, "Help whoever is responsible."),
    ("step-out", "step_out", orders.HelpWithNeed, "Help no longer."),
    ("tell-minutes", "tell_minutes", orders.TellMinutes, "Say how long one helped."),
    ("add-helper", "add_helper", orders.AddHelper, "Have a further volunteer help."),
    ("release-helper", "release_helper", orders.ReleaseHelper, "Have a helper help no longer, with a reason."),
    ("summon-squad", "summon_squad", orders.SummonSquad, "Have an emergency squad called out."),
    ("hand-back", "hand_back_need", ask.ReasonedNeedCommand, "Hand back, with a reason."),
    ("whistle", "blow_whistle", ask.BlowWhistle, "Summon departments."),
    ("hand-over", "hand_over_need", ask.CallDepartment, "Hand over to another department, with a reason."),
    ("help", "ask_for_help", ask.CallDepartment, "Ask another department for help, with a reason."),
    ("decline-whistle", "decline_whistle", ask.DeclineWhistle, "Decline a whistle, with reason and evidence."),
    ("excuse", "excuse_department", ask.DecideWhistle, "Agree with a department that declined, with a reason."),
    ("uphold", "uphold_whistle", ask.DecideWhistle, "Keep to a whistle that was declined, with a reason."),
    ("report-in", "report_in", ask.NeedCommand, "Report in for one's department."),
    ("suspend", "suspend_need", ask.ReasonedNeedCommand, "Have it wait, with a reason; its clock pauses."),
    ("resume", "resume_need", ask.NeedCommand, "Go on with what waited."),
    ("raise", "raise_need", ask.ReasonedNeedCommand, "Raise to the subdistrict, then to the district, with a reason."),
    ("complete", "complete_need", ask.CompleteNeed, "Say that the service is done."),
    ("confirm", "confirm_need", ask.NeedCommand, "Confirm that it is done."),
    ("dispute", "dispute_need", ask.ReasonedNeedCommand, "Say that it is not done, with a reason."),
    (
        "call-back",
        "record_call_back",
        ask.RecordCallBack,
        "Record what the person served said, or that nobody answered.",
    ),
    ("rate", "rate_need", ask.RateNeed, "Rate the service."),
    ("close", "close_need", ask.NeedCommand, "Close."),
    ("merge", "merge_need", reporting.MergeNeed, "Merge into another need of the community, with a reason."),
    ("reopen", "reopen_need", ask.ReasonedNeedCommand, "Reopen, with a reason."),
):
    needs.command(
        f"/needs/<id:need_id>/{step}",
        "ticketing",
        call,
        takes,
        ask.Need,
        path=("need_id",),
        complete=with_words,
        summary=summary,
    )
