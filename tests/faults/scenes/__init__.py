"""Every scenario, in the order they are played; `SHORT` is a little of most of them."""

from tests.faults.scenario import Scenario
from tests.faults.scenes.brokers import BROKERS
from tests.faults.scenes.network import NETWORK
from tests.faults.scenes.short import SHORT
from tests.faults.scenes.topics import TOPICS
from tests.faults.scenes.workers import WORKERS

SCENARIOS: dict[str, Scenario] = {one.name: one for one in (*WORKERS, *BROKERS, *NETWORK, *TOPICS)}

__all__ = ["SCENARIOS", "SHORT"]
