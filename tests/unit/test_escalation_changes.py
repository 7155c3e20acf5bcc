"""What a catalogue changes in who is called upon, in sentences."""

from contracts.catalogue import Catalogue
from services.catalogue.changes import changes
from tests.builders.climbing import LEVELS, a_chain, a_climbing_city, an_officer, some_officers

ABSENCE = ({"since": "2026-04-01", "until": "2026-04-10"},)
OLD = a_climbing_city(chains=(a_chain(),))


def said(new: Catalogue, old: Catalogue = OLD) -> list[str]:
    return [change.sentence for change in changes(old, new)]


def test_another_officer_at_another_time_is_told_level_by_level() -> None:
    later = {"level": "1", "role": "division-head", "at": 0.9, "unassigned": 0.25}
    new = a_climbing_city(chains=(a_chain(levels=(later, *LEVELS[1:4])),))
    assert said(new) == [
        "KOTA has no level X any more.",
        "KOTA, level 1: it is for the division-head, was section-head.",
        "KOTA, level 1: it is reached at 0.9, was 0.75.",
    ]


def test_a_level_and_a_chain_that_came_are_told_with_their_officers() -> None:
    short = a_climbing_city(chains=(a_chain(levels=LEVELS[:4]),))
    assert said(OLD, short) == ["KOTA has a level X, for the inspectorate."]
    other = a_chain(code="LAIN", levels=LEVELS[:1])
    assert said(a_climbing_city(chains=(other, a_chain()))) == [
        "Chain LAIN is new: 1 section-head.",
        "Terms that name no chain go by LAIN, not by KOTA.",
    ]


def test_an_officer_who_came_went_or_is_away_is_told() -> None:
    _, _, *others = some_officers()
    away = an_officer("section-head", "dlh", absences=ABSENCE)
    new = a_climbing_city(
        chains=(a_chain(),), officers=(away, *others, an_officer("section-head", "dishub"))
    )
    assert said(new) == [
        "dishub/section-head is called upon now.",
        "dlh/division-head is not called upon any more.",
        "dlh/section-head: its `absences` is since 2026-04-01, until 2026-04-10, was nothing.",
    ]
