"""How others scored a scenario: one voice per agency, never a small group, never two scales in one figure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.spread import Steps, Voice, spread, steps

K = 5
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
score = st.tuples(st.integers(1, 5), st.integers(1, 5))
voices = st.lists(
    st.builds(
        Voice,
        agency=st.sampled_from("abcdefghij"),
        at=st.integers(0, 50).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        scale=st.sampled_from(["five", "four"]),
        scores=st.dictionaries(st.sampled_from(["before", "after"]), score),
        measures=st.lists(st.sampled_from(["Tilgang", "Logg", "logg "]), max_size=3).map(tuple),
    ),
    max_size=30,
)


def voice(agency: str, before: tuple[int, int] = (3, 3), **more: object) -> Voice:
    """One agency that scored the scenario."""
    given = {"at": NOON, "scale": "five", "measures": (), **more}
    return Voice(agency=agency, scores={"before": before}, **given)


def test_the_middle_and_the_quarters_are_steps_somebody_chose():
    assert steps([1, 2, 3, 4, 5]) == Steps(2, 3, 4)
    assert steps([1, 5]) == Steps(1, 1, 5)
    assert steps([4]) == Steps(4, 4, 4)


def test_too_few_give_nothing_at_all():
    assert spread([voice(each) for each in "abcd"], K) is None
    assert spread([voice("a") for _ in range(9)], K) is None


def test_only_the_newest_voice_of_an_agency_is_heard():
    older = [voice(each, before=(1, 1)) for each in "abcde"]
    newer = [voice(each, before=(4, 4), at=NOON + timedelta(days=1)) for each in "abcde"]
    for order in (older + newer, newer + older):
        found = spread(order, K)
        assert found is not None
        assert (found.agencies, found.scored[0].likelihood) == (5, Steps(4, 4, 4))


def test_a_scale_that_too_few_use_is_left_out_and_the_readers_own_comes_first():
    five = [voice(each) for each in "abcde"]
    four = [voice(each, scale="four") for each in "fghij"]
    alone = [voice("k", scale="ten")]
    found = spread([*five, *four, *alone], K, first="four")
    assert found is not None
    assert [each.scale for each in found.scored] == ["four", "five"]


def test_a_measure_is_named_when_enough_use_it_once_per_agency_whatever_its_case():
    loud = [voice(each, measures=("Logging", "LOGGING", f"Own {each}")) for each in "abcde"]
    found = spread(loud, K)
    assert found is not None
    assert [(title.casefold(), count) for title, count in found.measures] == [("logging", 5)]


@given(voices)
def test_no_figure_is_made_of_fewer_than_the_least(heard):
    found = spread(heard, K)
    if found is None:
        assert len({each.agency for each in heard}) < K
        return
    assert found.agencies >= K
    assert all(each.agencies >= K for each in found.scored)
    assert all(count >= K for _title, count in found.measures)


@given(voices)
def test_the_order_voices_come_in_changes_nothing_but_ties(heard):
    ordered = {(each.agency, each.at): each for each in heard}
    once = list(ordered.values())
    forth, back = spread(once, K), spread(once[::-1], K)
    assert (forth is None) == (back is None)
    if forth and back:
        assert (forth.agencies, forth.scored) == (back.agencies, back.scored)


@given(voices)
def test_every_step_lies_between_what_was_chosen_on_that_scale(heard):
    found = spread(heard, K)
    for each in found.scored if found else ():
        chosen = [v.scores[each.moment] for v in heard if v.scale == each.scale and each.moment in v.scores]
        for axis, shown in ((0, each.likelihood), (1, each.impact)):
            steps_of = [pair[axis] for pair in chosen]
            assert min(steps_of) <= shown.low <= shown.middle <= shown.high <= max(steps_of)
