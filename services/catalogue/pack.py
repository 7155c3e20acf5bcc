"""Reads a city's pack (a folder of YAML and one GeoJSON) into a Catalogue; never writes to it.

city.yaml · areas.geojson · calendar.yaml · policies.yaml · routing.yaml · escalation.yaml
agencies/<code>/{agency,services,statuses}.yaml, and where the agency needs them
calendar.yaml (shifts of its own), {channels,officers,policies,routing}.yaml and examples/*.yaml.
Its rules come after the city's.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from contracts.calendar import ROUND_THE_CLOCK, WorkingCalendar
from contracts.catalogue import Catalogue, City
from services.catalogue.checks import OF_STORIES, Checks, find_problems
from services.catalogue.draft import Draft, LeftToTriage, sound, values
from services.catalogue.folder import read_folder
from services.catalogue.histories import History
from services.catalogue.problems import PackRefused, Problem
from services.catalogue.wire import MAX_BODY, named


class Example(NamedTuple):
    """An example history, the file within the pack it stands in, and whose folder that is."""

    file: str
    agency: str
    history: History


class AgencyRead(NamedTuple):
    """An agency's folder, read as a part of a pack."""

    code: str
    catalogue: Catalogue | None
    """The pack's with this agency in it; None where there is any problem."""
    problems: tuple[Problem, ...]
    examples: tuple[Example, ...]
    """The agency's own."""
    triage: tuple[LeftToTriage, ...]
    """What the pack leaves to triage on purpose."""


def read_pack(folder: Path) -> Catalogue:
    """The catalogue a folder holds, version `unpublished-{digest8}`.

    Raises PackRefused with every problem there is.
    """
    catalogue, problems = check_pack(folder)
    if catalogue is None or problems:
        raise PackRefused(problems)
    return catalogue


def check_pack(folder: Path) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    """The catalogue and every problem of the pack; no catalogue where there is any."""
    return _judged(read_folder(folder), OF_STORIES)


def check_agency(pack: Path, folder: Path) -> AgencyRead:
    """A pack and an agency's folder that need not lie in it, read together.

    That an example has no story yet is no problem here: it is about to be replayed.
    """
    draft, code = read_folder(pack, folder), folder.resolve().name
    catalogue, problems = _judged(draft)
    examples = tuple(one for one in _examples(draft) if one.agency == code)
    return AgencyRead(code, catalogue, problems, examples, tuple(values(draft.triage)))


def _judged(draft: Draft, more: Checks = ()) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    problems = tuple(sorted({*draft.problems, *find_problems(draft, more)}))
    if problems:
        return None, problems
    catalogue = _whole(draft)
    size = len(catalogue.to_json())
    if size > MAX_BODY:
        sentence = f"the catalogue has {size} bytes; at most {MAX_BODY} fit one record"
        return None, (Problem("city.yaml", 1, sentence, "Simplify the outlines of its areas"),)
    return catalogue, ()


def read_examples(folder: Path) -> tuple[Example, ...]:
    """The example histories of a pack, those that validate, in order of file."""
    return tuple(_examples(read_folder(folder)))


def _examples(draft: Draft) -> Iterator[Example]:
    for entry, history in sound(draft.histories):
        file = entry.document.file
        yield Example(file, file.split("/")[1], history)


def _whole(draft: Draft) -> Catalogue:
    if draft.areas is None or not values(draft.cities):
        message = "a pack without problems has a city and its areas"
        raise AssertionError(message)
    city = values(draft.cities)[0]
    return named(
        Catalogue(
            version="",
            city=city,
            agencies=tuple(values(draft.agencies)),
            services=tuple(values(draft.services)),
            policies=tuple(values(draft.policies)),
            mappings=tuple(values(draft.mappings)),
            routing=tuple(values(draft.rules)),
            calendars=(*values(draft.calendars), _round_the_clock(city)),
            areas=draft.areas,
            channels=tuple(values(draft.channels)),
            chains=tuple(values(draft.chains)),
            officers=tuple(values(draft.officers)),
        ),
        "unpublished",
    )


def _round_the_clock(city: City) -> WorkingCalendar:
    """The calendar `24x7`, which every city has without writing it down."""
    return ROUND_THE_CLOCK.model_copy(update={"time_zone": city.time_zone})
