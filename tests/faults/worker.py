"""A worker process with a real hop, as the tests of the broker run it; its clock may be wrong."""

import json
import sys
import time

from deploy.wiring import Hop
from tests.broker.pipeline_worker import Order, main

_DAY_NS = 86_400 * 10**9


def shift_the_wall_clock(days: float) -> None:
    """Let this machine be wrong about the date from now on; how fast time passes stays right."""
    real_ns, shift = time.time_ns, int(days * _DAY_NS)  # noqa: TID251 - it is what is made wrong

    def wrong_ns() -> int:
        return real_ns() + shift

    def wrong() -> float:
        return wrong_ns() / 10**9

    time.time_ns, time.time = wrong_ns, wrong  # noqa: TID251 - as above


def order(argument: str) -> Order:
    """The order as it came, the wall clock shifted as it says."""
    wanted = json.loads(argument)
    shift_the_wall_clock(wanted.pop("days_off", 0))
    return Order(**wanted | {"hop": Hop(wanted["hop"])})


if __name__ == "__main__":
    main(order(sys.argv[1]))
