"""A little of everything in two minutes: what runs among the tests."""

from random import Random

from deploy.wiring import Hop
from tests.faults.ground import proxied
from tests.faults.scenario import Fault, Scenario
from tests.faults.scenes.brokers import restarts
from tests.faults.scenes.network import troubles
from tests.faults.scenes.workers import freezes, joins, kills, points
from tests.faults.stage import Size


def some(dice: Random) -> list[Fault]:
    """Some faults of each kind, in any order."""
    of_the_case = [one for one in points(dice) if f"the {Hop.CASE} worker" in one.sentence]
    of_intake = [one for one in points(dice) if f"the {Hop.INTAKE} worker" in one.sentence]
    found = [
        *kills(dice, 1),
        *of_the_case[:2],
        *of_intake[:1],
        *joins(dice, 1),
        *freezes(dice, 1),
        *restarts(dice, 1),
        *troubles(dice)[:1],
    ]
    dice.shuffle(found)
    return found


SHORT = Scenario(
    "short",
    "a little of everything, with short sessions",
    some,
    ground=proxied,
    workers={Hop.INTAKE: 1, Hop.CASE: 2},
    size=Size(session=2.0),
)
