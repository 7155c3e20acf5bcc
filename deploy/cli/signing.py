"""Who says something to the bus, and why: kept with what it is said of."""

from typing import NamedTuple

from agents.intake.redact import redact
from deploy.cli.answers import Exit, Stopped
from deploy.settings import Settings


class Words(NamedTuple):
    """Who and why, as they are kept: personal data masked, empty where nothing says so."""

    by: str
    why: str


def words(by: str | None, why: str | None) -> Words:
    """As they were typed; SIMPUL_OPERATOR where `--by` does not say who."""
    who = (by or Settings().operator or "").strip()
    return Words(who, redact((why or "").strip()).text)


def signed(what: str, by: str | None, why: str | None) -> Words:
    """The same of `what`, which needs both; Stopped where one is missing."""
    found = words(by, why)
    if not all(found):
        raise Stopped(f"{what} says who and why: --by (or SIMPUL_OPERATOR) and --why.", Exit.USAGE)
    return found
