"""Matching: cases by hand, and laws that hold for any jobs and any people whatever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from contracts import district
from volunteer.availability import Window
from volunteer.matching import Filling, clusters, propose
from volunteer.suitability import Engagement, Job, Person, Weights, assess, obstacle

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=district.TIME)
SKILLS = ("first-aid", "sewing")


def at(hours: float) -> datetime:
    """So many hours after 9 o'clock on a Monday."""
    return MONDAY + timedelta(hours=hours)


def job(key: int = 0, starts: float = 0, ends: float = 2, places: int = 1, **said) -> Job:
    return Job(key, "xz", at(starts), at(ends), said.pop("kind", "environment"), places, **said)


def person(serial: int, **said) -> Person:
    return Person(serial, f"v{serial}", **said)


def chosen(found: dict[int, Filling]) -> dict[int, list[int]]:
    """Serial numbers by job."""
    return {key: [match.person.serial for match in filling.matches] for key, filling in found.items()}


def cost(found: dict[int, Filling]) -> int:
    return sum(filling.cost for filling in found.values())


def test_among_equals_the_earlier_serial_number_is_proposed() -> None:
    people = [person(serial) for serial in (5, 3, 9, 4)]
    assert chosen(propose([job(places=2)], people)) == {0: [3, 4]}
    assert chosen(propose([job(0), job(1, starts=1, ends=3), job(2)], people)).keys() == {0, 1, 2}
    assert sorted(sum(chosen(propose([job(0), job(1, starts=1, ends=3)], people)).values(), [])) == [3, 4]


def test_which_of_equals_takes_which_job_goes_by_the_jobs_and_not_by_their_order() -> None:
    asked = [job(0), job(1, kind="health_care"), job(2, ends=3), job(3, skills=())]
    equals = [person(serial) for serial in range(1, 5)]
    before = chosen(propose(asked, equals))
    for turned in (asked[::-1], asked[2:] + asked[:2], asked[1:] + asked[:1]):
        assert chosen(propose(turned, equals[::-1])) == before


def test_who_can_do_less_is_taken_where_others_are_needed_elsewhere() -> None:
    """Taking the best person for each job one by one would leave the second job empty."""
    both = person(1, skills=frozenset(SKILLS), places=frozenset({"b1"}))
    one = person(2, skills=frozenset({"sewing"}))
    found = propose([job(0, skills=("sewing",), building="b1"), job(1, skills=("first-aid",))], [both, one])
    assert chosen(found) == {0: [2], 1: [1]}


def test_load_is_spread_over_jobs_one_after_the_other() -> None:
    jobs = [job(0, 0, 2), job(1, 2, 4), job(2, 24, 26), job(3, 48, 50)]
    people = [person(1), person(2, load=60), person(3, load=600)]
    found = propose(jobs, people)
    assert chosen(found) == {0: [1], 1: [2], 2: [1], 3: [2]}
    assert [found[key].matches[0].assessment.load for key in range(4)] == [0, 60, 120, 180]


def test_one_person_may_take_several_jobs_that_do_not_overlap_and_never_two_that_do() -> None:
    assert chosen(propose([job(0, 0, 2), job(1, 2, 4)], [person(1)])) == {0: [1], 1: [1]}
    found = propose([job(0, 0, 2), job(1, 1, 3)], [person(1)])
    assert chosen(found) == {0: [1], 1: []}
    assert (found[1].unfilled, found[1].reasons) == (1, {"proposed_elsewhere": 1})


def test_a_long_job_holds_together_the_short_ones_beside_it() -> None:
    long, first, second, later = job(0, 0, 8), job(1, 1, 2), job(2, 3, 4), job(3, 8, 9)
    assert [[one.key for one in cluster] for cluster in clusters([later, second, first, long])] == [[0, 1, 2], [3]]


def test_each_who_may_not_is_counted_once_for_the_first_reason() -> None:
    needed = job(skills=("sewing",), language="english", places=3)
    able = {"skills": frozenset({"sewing"}), "languages": frozenset({"english"})}
    meeting = Engagement("a1", at(-1), at(1))
    people = [
        person(1, languages=frozenset({"english"})),
        person(2, skills=frozenset({"sewing"}), engagements=(meeting,)),
        person(3, windows=(Window(1, 0, 600),), engagements=(meeting,), **able),
        person(4, engagements=(meeting,), **able),
        person(5, engagements=(Engagement("a2", at(2), at(3)), Engagement("a0", at(-2), at(0))), **able),
    ]
    filling = propose([needed], people)[0]
    assert chosen({0: filling}) == {0: [5]}
    assert filling.reasons == {"no_skill": 1, "no_language": 1, "not_available": 1, "busy": 1}
    assert (filling.engaged, filling.unfilled) == ({"a1": 1}, 2)


def test_what_speaks_for_and_against_somebody_is_told_line_by_line() -> None:
    here = job(skills=SKILLS, building="b1", compound="c1", kind="health_care")
    known = person(
        1,
        skills=frozenset(SKILLS),
        credentials={"first-aid": [date(2026, 11, 22), date(2026, 11, 23)], "sewing": [date(2026, 11, 22)]},
        wishes=frozenset({"environment"}),
        windows=(Window(1, 540, 660),),
        places=frozenset({"b2", "c1", "xz"}),
    )
    found = assess(here, known, 90, Weights())
    assert found.grounds == {"first-aid": "credential_valid", "sewing": "self_declared"}
    assert (found.distance, found.availability, found.wish) == ("same_compound", "declared_free", "not_wished")
    assert (found.load, found.costs.total) == (90, 20 + 5 + 0 + 6 + 3)
    stranger = assess(here, person(2, skills=frozenset(SKILLS)), 10**9, Weights())
    assert (stranger.distance, stranger.availability, stranger.wish) == ("unknown", "not_declared", "not_declared")
    assert stranger.costs.total == 40 + 15 + 10 + 3 + 1000
    assert assess(here, person(3, places=frozenset({"b1", "c1"})), 0, Weights()).distance == "same_building"
    assert assess(here, person(3, places=frozenset({"xz"})), 0, Weights()).distance == "same_community"
    assert assess(job(), known, 0, Weights()).distance is None


def test_with_nobody_or_nothing_to_do_there_is_nothing_to_propose() -> None:
    assert propose([], [person(1)]) == {}
    assert propose([job(places=2)], [])[0].unfilled == 2
    assert propose([job(places=0)], [person(1)])[0].unfilled == 0


skills = st.frozensets(st.sampled_from(SKILLS))
kinds = st.sampled_from(["environment", "health_care"])
codes = st.sampled_from(["b1", "b2", "c1", "xz"])


@st.composite
def jobs(draw: st.DrawFn, most: int = 5, at_once: bool = False) -> list[Job]:
    made = []
    for key in range(draw(st.integers(1, most))):
        starts = draw(st.integers(0, 2 if at_once else 16))
        made.append(
            job(
                key,
                starts,
                starts + draw(st.integers(3 if at_once else 1, 8)),
                draw(st.integers(0, 2)),
                kind=draw(kinds),
                skills=tuple(sorted(draw(skills))),
                language=draw(st.sampled_from([None, None, "english"])),
                building=draw(st.sampled_from([None, "b1", "b2"])),
                compound="c1",
            )
        )
    return made


@st.composite
def people(draw: st.DrawFn, most: int = 8) -> list[Person]:
    made = []
    for serial in range(1, draw(st.integers(0, most)) + 1):
        last_days = st.lists(st.none() | st.just(MONDAY.date()), max_size=1)
        engaged = draw(st.lists(st.integers(0, 16), max_size=1))
        made.append(
            person(
                serial,
                skills=draw(skills),
                languages=draw(st.frozensets(st.just("english"))),
                wishes=draw(st.frozensets(kinds)),
                windows=tuple(draw(st.lists(st.just(Window(1, 540, 1440)), max_size=1))),
                credentials={skill: draw(last_days) for skill in SKILLS},
                places=draw(st.frozensets(codes)),
                load=draw(st.integers(0, 3000)),
                engagements=tuple(Engagement("a", at(hour), at(hour + 2)) for hour in engaged),
            )
        )
    return made


@given(jobs(), people())
def test_whoever_is_proposed_suits_and_nobody_is_at_two_places_at_once(asked: list[Job], known: list[Person]) -> None:
    found = propose(asked, known)
    assert found.keys() == {one.key for one in asked}
    times: dict[int, list[tuple[datetime, datetime]]] = {}
    for one in asked:
        assert len(found[one.key].matches) <= one.places
        for match in found[one.key].matches:
            assert set(one.skills) <= match.person.skills
            assert obstacle(one, match.person) is None
            times.setdefault(match.person.serial, []).append((one.starts, one.ends))
    for taken in times.values():
        assert all(before[1] <= after[0] for before, after in pairwise(sorted(taken)))


@given(jobs(), people(), st.randoms(use_true_random=False))
def test_the_order_in_which_jobs_and_people_are_told_changes_nothing(
    asked: list[Job], known: list[Person], chance
) -> None:
    before = propose(asked, known)
    chance.shuffle(asked)
    chance.shuffle(known)
    after = propose(asked, known)
    assert (chosen(after), cost(after)) == (chosen(before), cost(before))


@given(jobs(), people())
def test_a_place_stays_empty_only_if_nobody_suitable_is_left(asked: list[Job], known: list[Person]) -> None:
    found = propose(asked, known)
    for cluster in clusters(asked):
        taken = {match.person.serial for one in cluster for match in found[one.key].matches}
        for one in cluster:
            suitable = [other for other in known if obstacle(one, other) is None and other.serial not in taken]
            assert found[one.key].unfilled == 0 or not suitable


@given(jobs(), people())
def test_of_a_job_with_places_left_everybody_is_proposed_or_has_a_reason(asked: list[Job], known: list[Person]) -> None:
    for filling in propose(asked, known).values():
        if filling.unfilled:
            assert len(filling.matches) + filling.reasons.total() == len(known)


@given(jobs())
def test_jobs_of_a_cluster_hang_together_and_no_two_clusters_overlap(asked: list[Job]) -> None:
    found = list(clusters(asked))
    assert sorted(one.key for cluster in found for one in cluster) == sorted(one.key for one in asked)
    for before, after in pairwise(found):
        assert max(one.ends for one in before) <= min(one.starts for one in after)
    for cluster in found:
        for number in range(1, len(cluster)):
            assert cluster[number].starts < max(one.ends for one in cluster[:number])


@given(jobs(most=3, at_once=True), people(most=4))
def test_in_one_cluster_it_is_the_best_of_all_ways(asked: list[Job], known: list[Person]) -> None:
    found = propose(asked, known)
    filled = sum(len(filling.matches) for filling in found.values())
    assert (-filled, cost(found)) == min(_ways(asked, known))


def _ways(asked: Sequence[Job], known: Sequence[Person]) -> list[tuple[int, int]]:
    """How many places, less than none, and at what cost, every way fills that there is to give each one job or none."""
    ways = []
    for way in product([None, *asked], repeat=len(known)):
        pairs = [(one, other) for one, other in zip(way, known, strict=True) if one is not None]
        if all(sum(one is other for one, _ in pairs) <= other.places for other in asked) and all(
            obstacle(one, other) is None for one, other in pairs
        ):
            total = sum(assess(one, other, other.load, Weights()).costs.total for one, other in pairs)
            ways.append((-len(pairs), total))
    return ways
