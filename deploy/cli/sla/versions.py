"""The version in force, and a published one by its name; a sentence where there is none."""

from contracts.catalogue import Catalogue
from contracts.releases import CityClock, Releases
from deploy.cli.answers import Stopped


def in_force(releases: Releases, at_ms: int) -> tuple[Catalogue, CityClock]:
    """The version in force at a real instant, and the city's clock; Stopped before there is one."""
    catalogue = releases.in_force(at_ms)
    if catalogue is None or releases.clock is None:
        raise Stopped("No catalogue is in force yet; `simpul catalogue publish` does that.")
    return catalogue, releases.clock


def version_of(releases: Releases, name: str) -> Catalogue:
    """A published version; Stopped where its record is gone."""
    found = releases.version(name)
    if found is None:
        raise Stopped(f"The catalogue version {name} does not stand on the bus any more.")
    return found
