"""One agency's own application, as far as the bus can tell: what it publishes next. No Kafka."""

from datetime import datetime, timedelta
from itertools import cycle

from contracts.catalogue import Catalogue
from contracts.inbox import Assign
from contracts.intake import RequestWithdrawn
from contracts.lifecycle import State
from contracts.records import Message
from deploy.local.demo.asking import Asking
from deploy.local.demo.broken import BROKEN, Workshop
from deploy.local.demo.chance import chance, weighted
from deploy.local.demo.mishaps import MISHAPS
from deploy.local.demo.telling import Saying, answered, around, reported, submitted
from deploy.local.demo.work import Office


class App:
    """What one agency's people and citizens make its application say."""

    def __init__(self, catalogue: Catalogue, agency: str, seed: int | str, taken: int = 0) -> None:
        """`taken`: how many references the agency has given out before."""
        self.agency = agency
        self._catalogue = catalogue
        self._seed = seed
        self._dice = chance(seed, agency)
        self._asking = Asking(catalogue, agency, self._dice, taken)
        self._office = Office(catalogue, agency)
        kinds = list(BROKEN)
        self._dice.shuffle(kinds)
        self._kinds = cycle(kinds)

    @property
    def taken(self) -> int:
        """How many references the agency has given out, those before included."""
        return self._asking.taken

    def new_request(self, at: datetime) -> list[Saying]:
        """Somebody asks for something: all that the app will say of it, in order of time."""
        dice = self._dice
        event, service = self._asking.ask(at)
        first = submitted(event, at, dice)
        if service.owner != self.agency:
            return [first]
        steps = self._office.work_on(service, first.at, dice)
        story = [
            first,
            *reported(steps, event.reference, dice, own=True),
            *answered(steps, event.reference, dice),
            *around(service, first.at, steps, event.reference, dice),
        ]
        befall = weighted(dice, MISHAPS, None)
        story = _given_up(story)
        return sorted(befall(story, dice) if befall else story, key=_when)

    def given(self, request_id: str, assign: Assign, at: datetime) -> list[Saying]:
        """Work on a request others took in, by the bus's own name for it."""
        dice = chance(self._seed, self.agency, request_id)
        service = self._catalogue.service[assign.service]
        steps = [
            step
            for step in self._office.work_on(service, at, dice)
            if step.row.state is not State.NEEDS_INFORMATION  # its asker would not hear of it
        ]
        return sorted(reported(steps, request_id, dice, own=False), key=_when)

    def broken_record(self, at: datetime) -> Message:
        """A record no bus may take; the kinds take turns."""
        event, _ = self._asking.ask(at)
        said = submitted(event, at, self._dice)
        break_it, _ = BROKEN[next(self._kinds)]
        shop = Workshop(self._catalogue, self._dice)
        return break_it(said.message(self._catalogue.city.code, self.agency), shop)


def _given_up(story: list[Saying]) -> list[Saying]:
    """After a withdrawal the office stops, an hour late at most."""
    ends = [said.at for said in story if isinstance(said.event, RequestWithdrawn)]
    if not ends:
        return story
    return [said for said in story if not said.is_work or said.at < ends[0] + timedelta(hours=1)]


def _when(saying: Saying) -> datetime:
    return saying.at
