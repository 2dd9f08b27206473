"""Who may call what: one table, kept before every view. An endpoint that is not in it is refused.

The services decide again, and for the single record; this table is the outer door.
"""

from __future__ import annotations

from dataclasses import dataclass

from contracts import vocabulary


@dataclass(frozen=True)
class Rule:
    """`public`: anyone, signed in or not; otherwise a signed-in person with one of `roles`."""

    roles: frozenset[str]
    public: bool = False

    def allows(self, roles: frozenset[str] | None) -> bool:
        """`roles` of the asker, None for somebody not signed in."""
        return self.public or (roles is not None and bool(roles & self.roles))


EVERYBODY = Rule(frozenset(vocabulary.ROLES), public=True)
SIGNED_IN = Rule(frozenset(vocabulary.ROLES))


def _only(*roles: str) -> Rule:
    return Rule(frozenset(roles))


ADMIN = _only("district_admin")
WORKER = _only("community_worker", "district_admin")
VOLUNTEER = _only("volunteer")
OFFICER = _only("officer")
PROVIDER = _only("volunteer", "officer")
OFFICE = _only("officer", "community_worker", "district_admin")
SERVING = _only("volunteer", "officer", "community_worker", "district_admin")

ACCESS: dict[str, Rule] = {
    # the door itself
    "static": EVERYBODY,
    "bootstrap.static": EVERYBODY,
    "health.live": EVERYBODY,
    "health.ready": EVERYBODY,
    "api-docs.openapi_json": EVERYBODY,
    # accounts
    "accounts.sign_in": EVERYBODY,
    "accounts.sign_out": SIGNED_IN,
    "accounts.me": SIGNED_IN,
    "accounts.open_account": EVERYBODY,
    "accounts.account": SIGNED_IN,
    "accounts.tokens": SIGNED_IN,
    "accounts.make_token": SIGNED_IN,
    "accounts.revoke_token": SIGNED_IN,
    "accounts.feed_key": SIGNED_IN,
    "accounts.make_feed_key": SIGNED_IN,
    "accounts.revoke_feed_key": SIGNED_IN,
    # places, organisations, volunteers
    "places.places": SIGNED_IN,
    "places.register_places": ADMIN,
    "places.organisations": SIGNED_IN,
    "places.register_organisations": ADMIN,
    "volunteers.volunteers": SIGNED_IN,
    "volunteers.register_volunteer": SIGNED_IN,
    "volunteers.volunteer": SIGNED_IN,
    "volunteers.withdraw_volunteer": _only("volunteer", "community_worker", "district_admin"),
    "volunteers.import_volunteers": WORKER,
    "personal_data.verify_volunteer": WORKER,
    "personal_data.merge_volunteers": WORKER,
    "personal_data.erase_volunteer": _only("volunteer", "community_worker", "district_admin"),
    "personal_data.own_data": _only("volunteer", "community_worker", "district_admin"),
    "volunteers.teams": SIGNED_IN,
    "volunteers.form_teams": WORKER,
    "volunteers.assign_building_duty": WORKER,
    "volunteers.log_visit": _only("volunteer", "community_worker", "district_admin"),
    "volunteers.building_duty": SERVING,
    # teams
    "teams.team": _only("volunteer", "community_worker", "district_admin"),
    "teams.team_history": _only("volunteer", "community_worker", "district_admin"),
    "teams.join_team": WORKER,
    "teams.leave_team": _only("volunteer", "community_worker", "district_admin"),
    "teams.convert_team": WORKER,
    "squads.procedures": _only("volunteer", "community_worker", "district_admin"),
    "squads.decide_procedure": WORKER,
    "squads.call_outs": _only("volunteer", "community_worker", "district_admin"),
    "squads.call_out": WORKER,
    "squads.call_out_record": _only("volunteer", "community_worker", "district_admin"),
    "squads.respond_to_call_out": _only("volunteer", "community_worker", "district_admin"),
    "squads.call_roll": _only("volunteer", "community_worker", "district_admin"),
    "squads.end_call_out": WORKER,
    "secondments.seconded": OFFICE,
    "secondments.second": OFFICE,
    "secondments.end_secondment": OFFICE,
    # talents
    "talents.description": _only("volunteer", "community_worker", "district_admin"),
    "talents.describe_volunteer": _only("volunteer", "community_worker", "district_admin"),
    "talents.talents": WORKER,
    "talents.propose": WORKER,
    # activities
    "activities.activities": SIGNED_IN,
    "activities.activity": SIGNED_IN,
    "activities.schedule_activity": WORKER,
    "activities.cancel_activity": WORKER,
    "activities.sign_up": _only("volunteer", "community_worker", "district_admin"),
    "activities.withdraw_sign_up": _only("volunteer", "community_worker", "district_admin"),
    "activities.record_attendance": WORKER,
    # hours
    "hours.hours_policies": SIGNED_IN,
    "hours.decide_hours_policy": WORKER,
    "hours.show_check_in_code": WORKER,
    "hours.check_in": _only("volunteer", "community_worker", "district_admin"),
    "hours.check_out": _only("volunteer", "community_worker", "district_admin"),
    "hours.presences": SIGNED_IN,
    "hours.set_aside": WORKER,
    "hours.decide_doubt": WORKER,
    "hours.record_no_shows": WORKER,
    "hours.object_to_no_show": VOLUNTEER,
    "hours.decide_no_show": WORKER,
    "hours.grant_honour_hours": WORKER,
    "hours.revoke_honour_hours": WORKER,
    "hours.service_totals": WORKER,
    "hours.service_record": _only("volunteer", "community_worker", "district_admin"),
    # certificates and records
    "documents.issue_certificate": _only("volunteer", "community_worker", "district_admin"),
    "documents.certificate_pdf": _only("volunteer", "community_worker", "district_admin"),
    "documents.record_xlsx": _only("volunteer", "community_worker", "district_admin"),
    "documents.verify_certificate": EVERYBODY,
    "series.series": SIGNED_IN,
    "series.schedule_series": WORKER,
    "series.stop_series": WORKER,
    "calendars.volunteer_calendar": _only("volunteer", "community_worker", "district_admin"),
    "calendars.team_calendar": _only("volunteer", "community_worker", "district_admin"),
    "calendars.community_calendar": SIGNED_IN,
    # the key in the address says who asks
    "calendars.feed_of_volunteer": EVERYBODY,
    "calendars.feed_of_team": EVERYBODY,
    "calendars.feed_of_community": EVERYBODY,
    "trainings.certifications_running_out": WORKER,
    "trainings.certifications": _only("volunteer", "community_worker", "district_admin"),
    # stations
    "stations.stations": SIGNED_IN,
    "stations.register_station": WORKER,
    "stations.five_minute_circle": SIGNED_IN,
    "stations.check_station": WORKER,
    "stations.roster_duty": _only("volunteer", "community_worker", "district_admin"),
    "stations.cancel_duty": _only("volunteer", "community_worker", "district_admin"),
    # one-to-one pairing
    "pairings.pairings": SERVING,
    "pairings.pair": WORKER,
    "pairings.pairing": SERVING,
    "pairings.log_contact": SERVING,
    "pairings.end_pairing": WORKER,
    # daily rolls
    "daily_rolls.rolls": SERVING,
    "daily_rolls.open_roll": WORKER,
    "daily_rolls.roll_day": SERVING,
    "daily_rolls.add_to_roll": WORKER,
    "daily_rolls.take_off_roll": WORKER,
    "daily_rolls.name_callers": WORKER,
    "daily_rolls.heard_from": _only("volunteer", "community_worker", "district_admin"),
    "daily_rolls.close_roll": WORKER,
    # patrols
    "patrols.patrols": SERVING,
    "patrols.register_patrol_area": WORKER,
    "patrols.log_round": _only("volunteer", "community_worker", "district_admin"),
    # needs
    "needs.report_need": SIGNED_IN,
    "needs.import_needs": WORKER,
    "needs.needs": SIGNED_IN,
    "needs.need": SIGNED_IN,
    "needs.need_figures": WORKER,
    "needs.triage_suggestions": WORKER,
    "needs.suggestions_for_need": WORKER,
    "needs.triage_need": WORKER,
    "needs.decline_need": WORKER,
    "needs.withdraw_need": SIGNED_IN,
    "needs.offer_need": WORKER,
    "needs.offer_need_to": WORKER,
    "needs.claim_need": VOLUNTEER,
    "needs.decline_assignment": VOLUNTEER,
    "needs.join_in": VOLUNTEER,
    "needs.step_out": VOLUNTEER,
    "needs.tell_minutes": VOLUNTEER,
    "needs.add_helper": WORKER,
    "needs.summon_squad": WORKER,
    "needs.assign_need": WORKER,
    "needs.hand_back_need": SERVING,
    "needs.blow_whistle": WORKER,
    "needs.report_in": OFFICER,
    "needs.hand_over_need": OFFICER,
    "needs.ask_for_help": OFFICER,
    "needs.decline_whistle": OFFICER,
    "needs.excuse_department": WORKER,
    "needs.uphold_whistle": WORKER,
    "needs.suspend_need": WORKER,
    "needs.resume_need": SERVING,
    "needs.raise_need": WORKER,
    "needs.complete_need": PROVIDER,
    "needs.confirm_need": SIGNED_IN,
    "needs.dispute_need": SIGNED_IN,
    "needs.record_call_back": WORKER,
    "needs.rate_need": SIGNED_IN,
    "needs.close_need": SIGNED_IN,
    "needs.reopen_need": SIGNED_IN,
    "needs.whistles": OFFICE,
    "needs.need_questions": SIGNED_IN,
    # rating without an account
    "rating_links.make_rating_link": WORKER,
    # the secret in the address says for whom
    "rating_links.rating_link": EVERYBODY,
    "rating_links.rate_by_link": EVERYBODY,
    # what everybody may follow
    "public_needs.public_need": EVERYBODY,
    "public_needs.public_needs": EVERYBODY,
    # lists to take away
    "exports.needs_xlsx": WORKER,
    "exports.whistles_xlsx": OFFICE,
    "exports.projects_xlsx": OFFICE,
    "needs.similar_needs": SIGNED_IN,
    "needs.join_need": SIGNED_IN,
    "needs.leave_need": SIGNED_IN,
    "needs.merge_need": WORKER,
    "needs.micro_wishes": SIGNED_IN,
    # photos
    "photos.add_photo": SIGNED_IN,
    "photos.photo": SIGNED_IN,
    "photos.thumbnail": SIGNED_IN,
    # hazards
    "hazards.hazard_templates": SIGNED_IN,
    "hazards.hazards": OFFICE,
    "hazards.open_hazard_steps": OFFICE,
    "hazards.open_hazard": WORKER,
    "hazards.hazard": OFFICE,
    "hazards.assign_hazard_step": WORKER,
    "hazards.do_hazard_step": OFFICE,
    "hazards.waive_hazard_step": WORKER,
    # indicators
    "indicators.indicators": SIGNED_IN,
    "indicators.define_indicator": WORKER,
    "indicators.indicator_series": SIGNED_IN,
    "indicators.indicator_entries": WORKER,
    "indicators.enter_count": WORKER,
    # the three lists, micro-projects, joint meetings
    "lists.resource_list": OFFICE,
    "lists.offer_resource": OFFICE,
    "lists.withdraw_resource": OFFICE,
    "lists.need_list": WORKER,
    "lists.refine_needs": WORKER,
    "lists.match_resources": WORKER,
    "lists.unmatch_resource": WORKER,
    "lists.close_entry": WORKER,
    "lists.need_chain": SIGNED_IN,
    "projects.projects": SIGNED_IN,
    "projects.project": SIGNED_IN,
    "projects.project_figures": SIGNED_IN,
    "projects.propose_project": WORKER,
    "projects.withdraw_project": WORKER,
    "projects.claim_project": OFFICE,
    "projects.give_up_project": OFFICE,
    "projects.raise_project_budget": WORKER,
    "projects.plan_milestone": OFFICE,
    "projects.reach_milestone": OFFICE,
    "projects.spend": OFFICE,
    "projects.correct_spending": OFFICE,
    "projects.report_progress": OFFICE,
    "projects.correct_report": OFFICE,
    "projects.finish_project": OFFICE,
    "projects.send_back_project": WORKER,
    "projects.confirm_project": WORKER,
    "projects.award_project": ADMIN,
    "meetings.meetings": OFFICE,
    "meetings.meeting": OFFICE,
    "meetings.decisions": OFFICE,
    "meetings.call_meeting": WORKER,
    "meetings.record_minutes": WORKER,
    "meetings.decide_at_meeting": WORKER,
    "meetings.follow_up_decision": OFFICE,
    # deliberation
    "deliberation.propose_topic": SIGNED_IN,
    "deliberation.topics": SIGNED_IN,
    "deliberation.topic": SIGNED_IN,
    "deliberation.opinions": SIGNED_IN,
    "deliberation.voice_opinion": SIGNED_IN,
    "deliberation.take_up_topic": WORKER,
    "deliberation.decline_topic": WORKER,
    "deliberation.conclude_topic": WORKER,
    "deliberation.call_forum": WORKER,
    "deliberation.forums": SIGNED_IN,
    "deliberation.forum": SIGNED_IN,
    "deliberation.keep_minutes": WORKER,
    "deliberation.settle_point": OFFICE,
    "deliberation.compact": SIGNED_IN,
    "deliberation.draft_compact": WORKER,
    "deliberation.consent_to_compact": SIGNED_IN,
    "deliberation.take_back_consent": SIGNED_IN,
    # consent surveys
    "surveys.surveys": SIGNED_IN,
    "surveys.open_survey": WORKER,
    "surveys.survey": SIGNED_IN,
    "surveys.survey_households": SERVING,
    "surveys.add_households": WORKER,
    "surveys.survey_answers": SERVING,
    "surveys.collect_answers": SERVING,
    "surveys.name_collectors": WORKER,
    "surveys.log_briefing": WORKER,
    "surveys.close_survey": WORKER,
    # what came of it
    "scores.star_rating": SIGNED_IN,
    "scores.star_board": SIGNED_IN,
    "scores.department_appraisal": SIGNED_IN,
    "scores.department_board": SIGNED_IN,
    # departments on several aspects
    "aspects.aspect_board": SIGNED_IN,
    "aspects.publish_appraisal": ADMIN,
    "aspects.marks": WORKER,
    "aspects.mark_department": WORKER,
    "aspects.appraisal_trend": SIGNED_IN,
    "aspects.put_into_class": ADMIN,
    # the close of a year
    "star_years.star_year": SIGNED_IN,
    "star_years.freeze_star_year": ADMIN,
    "star_years.publish_star_year": ADMIN,
    "star_years.star_appeals": _only("volunteer", "district_admin"),
    "star_years.file_star_appeal": VOLUNTEER,
    "star_years.decide_star_appeal": ADMIN,
    # ratings in doubt, and appeals about records
    "integrity.rating_doubts": WORKER,
    "integrity.decide_rating_doubt": WORKER,
    "integrity.record_appeals": _only("volunteer", "community_worker", "district_admin"),
    "integrity.file_record_appeal": VOLUNTEER,
    "integrity.decide_record_appeal": WORKER,
    # by what stars are given
    "star_policies.star_policies": SIGNED_IN,
    "star_policies.check_star_policy": ADMIN,
    "star_policies.adopt_star_policy": ADMIN,
    "star_policies.start_star_trial": ADMIN,
    "star_policies.star_trial": ADMIN,
    # points and what they buy
    "points.volunteer_points": _only("volunteer", "community_worker", "district_admin"),
    "points.points_postings": _only("volunteer", "community_worker", "district_admin"),
    "points.community_points": WORKER,
    "points.check_points": ADMIN,
    "benefits.make_benefit": WORKER,
    "benefits.benefits": SIGNED_IN,
    "benefits.withdraw_benefit": WORKER,
    "benefits.benefit_redemptions": WORKER,
    "benefits.redemptions": _only("volunteer", "community_worker", "district_admin"),
    "benefits.redeem_benefit": VOLUNTEER,
    "benefits.cancel_redemption": VOLUNTEER,
    "benefits.honour_redemption": OFFICE,
    # inbox
    "inbox.inbox": SIGNED_IN,
    "inbox.mark_read": SIGNED_IN,
    # pages
    "pages.home": EVERYBODY,
    "pages.sign_in": EVERYBODY,
    "pages.sign_up": EVERYBODY,
    "pages.demo_sign_in": EVERYBODY,
    "pages.sign_out": SIGNED_IN,
    "pages.choose_language": EVERYBODY,
    "pages.report": SIGNED_IN,
    "pages.my_needs": SIGNED_IN,
    "pages.need": SIGNED_IN,
    "pages.step": SIGNED_IN,
    "pages.tasks": VOLUNTEER,
    "pages.desk": WORKER,
    "pages.whistles": OFFICE,
    "pages.volunteering": SIGNED_IN,
    "pages.inbox": SIGNED_IN,
    "pages.mark_read": SIGNED_IN,
    "pages.stars": EVERYBODY,
    "pages.stars_chart": EVERYBODY,
    "pages.appraisals": EVERYBODY,
    "pages.verify": EVERYBODY,
}
"""Flask endpoint to rule. A step on a need's page keeps the rule of the API's endpoint for that step as well."""
