"""A published version by its name, for what is told of a request that names it."""

from contracts.catalogue import Catalogue
from contracts.releases import Releases
from deploy.cli.answers import Stopped


def version_of(releases: Releases, name: str) -> Catalogue:
    """A published version; Stopped where its record is gone."""
    found = releases.version(name)
    if found is None:
        raise Stopped(f"The catalogue version {name} does not stand on the bus any more.")
    return found
