"""What cases stand on where they are folded outside of a worker: all that they ask is at hand."""

from collections.abc import Callable, Iterable, Sequence

from agents.case.ages import Ages
from agents.case.partition import Ground, Originals
from agents.case.telling import Rules
from agents.engine.surprise import SurpriseMeter
from contracts.catalogue import Catalogue
from contracts.records import Headers, Record
from contracts.releases import CityClock
from contracts.requests import Origin


def ground(
    city: str,
    clock: CityClock,
    version: Callable[[str], Catalogue],
    originals: Originals,
    release: Headers = (),
) -> Ground:
    """As a worker's of the city; `version` knows every catalogue version that is asked for."""
    return Ground(
        clock=lambda: clock,
        rules=Rules(version, clock.early_wait_ms),
        source=f"/{city}/simpul/case",
        originals=originals,
        attempt=SurpriseMeter().attempt,
        known=_known,
        ages=Ages(lambda: clock, lambda _: None),
        release=release,
    )


class Nowhere:
    """Originals of which none is kept: nothing comes of what is put aside."""

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        """None of them."""
        return [None] * len(origins)


async def _known(_versions: Iterable[str]) -> None:
    """Every version was read beforehand."""
