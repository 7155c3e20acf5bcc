"""A wrong build: which one function of the real one it replaces, and who has to notice."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from tests.broker.pipeline_worker import main
from tests.faults.worker import order


@dataclass(frozen=True)
class Mutant:
    """`owner` is the class or module whose function `name` is replaced by `wrong`."""

    owner: Any
    name: str
    wrong: Callable[..., Any]
    trial: str
    caught_by: str
    """The start of what must be said: who found it and, for the ledger, by which check."""
    will_be: str = ""
    """What of a ledger that knows the causes and a reference must find it; else it does already."""

    @property
    def replaced(self) -> str:
        """The function's full name."""
        home = getattr(self.owner, "__module__", None)
        name = getattr(self.owner, "__qualname__", self.owner.__name__)
        return f"{home}.{name}.{self.name}" if home else f"{name}.{self.name}"

    def run(self) -> NoReturn:
        """Be a worker of this build, by the order in the first argument."""
        getattr(self.owner, self.name)  # what is not there cannot be replaced
        setattr(self.owner, self.name, self.wrong)
        main(order(sys.argv[1]))
