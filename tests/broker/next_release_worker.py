"""A worker of the release after this one: its cases have one field more, as a later one may add.

Everything else is the same: a field that must be there, or another meaning, takes a new topic.
"""

import json
import sys
from importlib import import_module
from typing import Any

import contracts.cases
from contracts.envelope import released_as

NEXT = "the-next-one"
"""How its records name it."""


class NextCase(contracts.cases.Case):
    """A case as that release has it."""

    steps: int = 0
    """How many records were folded since it was last written by a release that knows of this."""


def put_in_place() -> None:
    """Before any hop is imported: the new case, what counts in it, and the release's name."""
    vars(contracts.cases)["Case"] = NextCase
    vars(import_module("deploy.wiring"))["RELEASE"] = released_as(NEXT)
    telling = import_module("agents.case.telling").Telling
    begin = telling.__init__

    def counting(self: Any, case: NextCase, *more: Any) -> None:  # noqa: ANN401 -- a Telling
        begin(self, case, *more)
        self.change(steps=case.steps + 1)

    telling.__init__ = counting


if __name__ == "__main__":
    put_in_place()
    worker = import_module("tests.broker.pipeline_worker")
    hop = import_module("deploy.wiring").Hop
    wanted = json.loads(sys.argv[1])
    worker.main(worker.Order(**wanted | {"hop": hop(wanted["hop"])}))
