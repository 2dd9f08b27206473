"""What projects brought: counts that never fall, and parts of a time that add up to the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ticketing.progress import NOTHING, Counts, by_quarter, faults, gained, latest

QUARTERS = [f"{year}-Q{number}" for year in (2024, 2025) for number in (1, 2, 3, 4)]
AFTER = {"2024-Q1": "2024-Q2", "2024-Q2": "2024-Q3", "2024-Q3": "2024-Q4", "2024-Q4": "2025-Q1"}
AFTER |= {"2025-Q1": "2025-Q2", "2025-Q2": "2025-Q3", "2025-Q3": "2025-Q4"}

amounts = st.integers(0, 1000)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Counts]:
    """Counts told for some of the quarters, never falling."""
    told = sorted(draw(st.sets(st.sampled_from(QUARTERS))))
    problems = sorted(draw(st.lists(amounts, min_size=len(told), max_size=len(told))))
    people = sorted(draw(st.lists(amounts, min_size=len(told), max_size=len(told))))
    return {quarter: Counts(*counts) for quarter, *counts in zip(told, problems, people, strict=True)}


def test_counts_below_an_earlier_report_or_above_a_later_one_are_refused_by_name() -> None:
    reported = {"2024-Q1": Counts(3, 40), "2024-Q3": Counts(5, 90)}
    assert faults(Counts(3, 90), "2024-Q2", reported) == {}
    assert faults(Counts(2, 91), "2024-Q2", reported) == {
        "problems_solved": ["less_than_before:3"],
        "person_times": ["more_than_after:90"],
    }
    assert faults(Counts(6, 89), "2024-Q4", reported) == {"person_times": ["less_than_before:90"]}
    assert faults(Counts(9, 0), "2023-Q4", reported) == {"problems_solved": ["more_than_after:3"]}


def test_the_quarter_s_own_report_does_not_bind_its_correction() -> None:
    assert faults(Counts(0, 0), "2024-Q1", {"2024-Q1": Counts(3, 40)}) == {}


@given(histories(), st.sampled_from(QUARTERS), amounts, amounts)
def test_what_is_accepted_never_falls(told: dict[str, Counts], quarter: str, problems: int, people: int) -> None:
    accepted = not faults(Counts(problems, people), quarter, told)
    after = {**told, quarter: Counts(problems, people)}
    rising = all(
        earlier.problems_solved <= later.problems_solved and earlier.person_times <= later.person_times
        for earlier, later in zip(
            (after[name] for name in sorted(after)), (after[name] for name in sorted(after)[1:]), strict=False
        )
    )
    assert accepted == rising


@given(histories(), st.sampled_from(QUARTERS[:-1]))
def test_two_times_that_follow_each_other_bring_together_what_both_bring(told: dict[str, Counts], cut: str) -> None:
    first, second = gained(told, None, cut), gained(told, AFTER[cut], None)
    whole = gained(told, None, None)
    assert whole == latest(told)
    assert (first.problems_solved + second.problems_solved, first.person_times + second.person_times) == whole


@given(histories(), st.sampled_from(QUARTERS), st.sampled_from(QUARTERS))
def test_no_time_brings_less_than_nothing(told: dict[str, Counts], one: str, other: str) -> None:
    brought = gained(told, min(one, other), max(one, other))
    assert brought.problems_solved >= 0 and brought.person_times >= 0


def test_a_confirmed_result_counts_in_the_quarter_in_which_the_project_ended() -> None:
    told = {"2024-Q1": Counts(1, 10), "2024-Q3": Counts(2, 30)}
    stood = by_quarter(told, Counts(4, 50), "2024-Q3")
    assert gained(stood, "2024-Q2", "2024-Q4") == Counts(3, 40)
    assert gained(stood, "2024-Q4", None) == NOTHING
    assert gained(by_quarter(told, None, "2024-Q3"), None, None) == Counts(2, 30)
