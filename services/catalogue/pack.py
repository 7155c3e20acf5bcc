"""Reads a city's pack (a folder of YAML and one GeoJSON) into a Catalogue; never writes to it.

city.yaml · areas.geojson · calendar.yaml · policies.yaml · routing.yaml
agencies/<code>/{agency,services,statuses}.yaml, beside them calendar.yaml (shifts of its own),
channels.yaml and examples/*.yaml
"""

from pathlib import Path
from typing import NamedTuple

from contracts.calendar import ROUND_THE_CLOCK, WorkingCalendar
from contracts.catalogue import Catalogue, City
from services.catalogue.checks import find_problems
from services.catalogue.draft import Draft, sound, values
from services.catalogue.folder import read_folder
from services.catalogue.histories import History
from services.catalogue.problems import PackRefused, Problem
from services.catalogue.wire import MAX_BODY, named


class Example(NamedTuple):
    """An example history, the file within the pack it stands in, and whose folder that is."""

    file: str
    agency: str
    history: History


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
    draft = read_folder(folder)
    problems = tuple(sorted({*draft.problems, *find_problems(draft)}))
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
    return tuple(
        Example(entry.document.file, entry.document.file.split("/")[1], history)
        for entry, history in sound(read_folder(folder).histories)
    )


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
        ),
        "unpublished",
    )


def _round_the_clock(city: City) -> WorkingCalendar:
    """The calendar `24x7`, which every city has without writing it down."""
    return ROUND_THE_CLOCK.model_copy(update={"time_zone": city.time_zone})
