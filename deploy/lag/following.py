"""Looks once in a while until cancelled, and tells the figures what was seen or why nothing was."""

import asyncio
import logging
from collections.abc import Mapping
from time import monotonic
from typing import Protocol

from deploy.lag.looking import Look, Lookout
from deploy.lag.stalls import Stalls, Where
from services.kafka.failures import TopicsFailed

log = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds a look may take before the broker counts as away."""


class Figures(Protocol):
    """What is shown of looks."""

    def looked(self, look: Look, stood: Mapping[Where, float]) -> None:
        """A look succeeded."""

    def away(self, sentence: str) -> None:
        """A look failed, and why."""


async def follow(
    lookout: Lookout, figures: Figures, every: float, patience: float = PATIENCE
) -> None:
    """Look every so many seconds; a broker that is away is waited for, without end."""
    stalls, said = Stalls(), ""
    while True:
        began = monotonic()
        sentence = await _look(lookout, figures, stalls, patience)
        if sentence and sentence != said:
            log.warning("%s", sentence)
        said = sentence
        await asyncio.sleep(max(0.0, began + every - monotonic()))


async def _look(lookout: Lookout, figures: Figures, stalls: Stalls, patience: float) -> str:
    """One look; the sentence that says why it came to nothing, if it did."""
    try:
        async with asyncio.timeout(patience):
            look = await lookout.look()
    except TopicsFailed as failed:
        sentence = str(failed)
    except TimeoutError:
        sentence = f"Kafka did not answer within {patience:.0f} s."
    else:
        figures.looked(look, stalls.looked(look.behind, monotonic()))
        return ""
    figures.away(sentence)
    return sentence
