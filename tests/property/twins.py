"""Ten thousand random histories through the fold and through the ledger's slow twin: they agree.

    python -m tests.property.twins --histories 10000 --seed 7 --json FILE

Exit 0 where they do; 3 with the smallest history that parts them, and what each says.
"""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from contracts.envelope import type_of
from contracts.sla import CLOCK_EVENTS
from tests.faults.written import Written
from tests.property.histories import histories
from tests.property.test_reference import Log, found, report, told

PROBLEMS = 3


def compare(count: int, number: int) -> Counter[str]:
    """What clocks did in so many histories, by kind; an AssertionError where the two part."""
    seen: Counter[str] = Counter()
    done = 0

    @seed(number)
    @settings(
        max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(histories())
    def agree(log: Log) -> None:
        nonlocal done
        whole, effects = told(log)
        parted = found(report(whole, effects))
        assert not parted, parted
        done += 1
        kinds = (type_of(one.headers) for one in effects)
        seen.update(kind.split(".")[2] for kind in kinds if kind in CLOCK_EVENTS)
        if sys.stderr.isatty() and done % 100 == 0:
            sys.stderr.write(f"\r{done} of {count} histories")

    agree()
    seen["histories"] = done
    return seen


def main() -> int:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args()
    begun, written = time.monotonic(), Written(asked.json, "twins", ("twins",), asked.seed)
    try:
        seen = compare(asked.histories, asked.seed)
    except AssertionError as parted:
        sys.stdout.write(f"They part: {parted}\n")
        return PROBLEMS
    result = {
        "histories": seen.pop("histories"),
        "seconds": round(time.monotonic() - begun),
        "clocks": dict(sorted(seen.items())),
    }
    written.add("twins", result)
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
