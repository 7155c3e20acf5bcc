"""One agency's own application, as far as the bus can tell: what it publishes next. No Kafka."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import cycle

from contracts.catalogue import Catalogue
from contracts.inbox import Assign
from contracts.intake import RequestWithdrawn
from contracts.lifecycle import State
from contracts.records import Message
from deploy.local.demo.asking import Asking
from deploy.local.demo.broken import BROKEN, Workshop, turns
from deploy.local.demo.chance import chance
from deploy.local.demo.manners import Manner
from deploy.local.demo.mishaps import befall
from deploy.local.demo.telling import Saying, answered, around, reported, submitted
from deploy.local.demo.work import Office

PATIENCE_DAYS = (6, 20)
"""How long people wait, at least and at most, for news of a request that no agency has."""


class App:
    """What one agency's people and citizens make its application say."""

    def __init__(
        self, catalogue: Catalogue, agency: str, manner: Manner, seed: int | str, taken: int = 0
    ) -> None:
        """`taken`: how many references the agency has given out before."""
        self.agency = agency
        self._catalogue = catalogue
        self._manner = manner
        self._seed = seed
        self._dice = chance(seed, agency)
        self._asking = Asking(catalogue, agency, self._dice, taken)
        self._office = Office(catalogue, agency, manner)
        self._kinds = cycle(turns(catalogue, agency, seed))

    @property
    def taken(self) -> int:
        """How many references the agency has given out, those before included."""
        return self._asking.taken

    def new_request(self, at: datetime) -> list[Saying]:
        """Somebody asks for something: all that the app will say of it, in order of time."""
        dice = self._dice
        event, service = self._asking.ask(at)
        first = submitted(event, self._manner.told(at, dice))
        if service.owner != self.agency:
            return [first]
        steps = self._office.work_on(service, first.at, dice)
        reports = reported(steps, service, event.reference, self._told, own=True)
        story = [
            first,
            *reports,
            *answered(steps, reports, event.reference, dice),
            *around(service, first, steps, reports[-1], dice),
        ]
        return sorted(befall(_given_up(story), self._manner, dice), key=_when)

    def given(self, request_id: str, assign: Assign, at: datetime) -> list[Saying]:
        """Work on a request others took in, by the bus's own name for it."""
        dice = chance(self._seed, self.agency, request_id)
        service = self._catalogue.service[assign.service]
        steps = [
            step
            for step in self._office.work_on(service, at, dice)
            if step.row.state is not State.NEEDS_INFORMATION  # its asker would not hear of it
        ]
        told = self._manner.told
        return reported(steps, service, request_id, lambda at: told(at, dice), own=False)

    def given_up(self, reference: str, at: datetime) -> Saying:
        """Nobody has a request: after some days without news whoever made it takes it back."""
        days = chance(self._seed, self.agency, reference, "patience").uniform(*PATIENCE_DAYS)
        at += timedelta(days=days)
        back = RequestWithdrawn(reference=reference, occurred_at=at, reason="Belum ada kabar.")
        return Saying(at, back, f"{reference}-t", reference)

    def broken_records(self, at: datetime) -> Iterable[Message]:
        """Records no bus may take, mostly one; the kinds take turns."""
        event = self._asking.ask_somewhere(at)
        sound = submitted(event, at).message(self._catalogue.city.code, self.agency)
        shop = Workshop(self._catalogue, self._dice)
        return BROKEN[next(self._kinds)].make(sound, shop)

    def _told(self, at: datetime) -> datetime:
        return self._manner.told(at, self._dice)


def _given_up(story: list[Saying]) -> list[Saying]:
    """After a withdrawal the office stops, an hour late at most."""
    ends = [said.at for said in story if isinstance(said.event, RequestWithdrawn)]
    if not ends:
        return story
    return [said for said in story if not said.is_work or said.at < ends[0] + timedelta(hours=1)]


def _when(saying: Saying) -> datetime:
    return saying.at
