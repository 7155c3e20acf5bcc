"""The faults among the tests: by one seed, so that a failure is the same tomorrow."""

from deploy.local.demo.chance import chance
from tests.faults.playing import play
from tests.faults.scenes import SCENARIOS, SHORT

SEED = 7


async def test_a_little_of_every_trouble_loses_nothing_and_repeats_nothing() -> None:
    result = await play(SHORT, SEED, print)
    assert result.wrong == []
    assert (result.lost, len(result.recovered)) == (0, len(result.schedule))
    assert result.sent > 500


def test_a_seed_gives_the_same_schedule_again_and_another_gives_another() -> None:
    for scenario in (*SCENARIOS.values(), SHORT):
        first, again = (
            [(one.pause, one.sentence) for one in scenario.faults(chance(SEED, scenario.name))]
            for _ in range(2)
        )
        assert first == again
    kills = SCENARIOS["kills"].faults
    assert [one.pause for one in kills(chance(1))] != [one.pause for one in kills(chance(2))]
