"""Reads a city's pack (a folder of YAML and one GeoJSON) into a Catalogue; never writes to it.

city.yaml · areas.geojson · calendar.yaml · policies.yaml · routing.yaml
agencies/<code>/{agency,services,statuses}.yaml
"""

from pathlib import Path
from typing import Any, TypeVar

from contracts.calendar import WorkingCalendar
from contracts.catalogue import Agency, Catalogue, City, Policy, Service, StatusMapping
from contracts.events import Value
from contracts.routing import RoutingRule
from services.catalogue.checks import find_problems
from services.catalogue.draft import Draft, Entry, values
from services.catalogue.lines import Document, read_lines
from services.catalogue.outlines import read_outlines
from services.catalogue.problems import PackRefused, Problem
from services.catalogue.wire import MAX_BODY, named

V = TypeVar("V", bound=Value)


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
    draft = _Reading(folder).draft
    problems = tuple(sorted({*draft.problems, *find_problems(draft)}))
    if problems:
        return None, problems
    catalogue = _whole(draft)
    size = len(catalogue.to_json())
    if size > MAX_BODY:
        sentence = f"the catalogue has {size} bytes; at most {MAX_BODY} fit one record"
        return None, (Problem("city.yaml", 1, sentence),)
    return catalogue, ()


def _whole(draft: Draft) -> Catalogue:
    if draft.areas is None or not values(draft.cities):
        message = "a pack without problems has a city and its areas"
        raise AssertionError(message)
    return named(
        Catalogue(
            version="",
            city=values(draft.cities)[0],
            agencies=tuple(values(draft.agencies)),
            services=tuple(values(draft.services)),
            policies=tuple(values(draft.policies)),
            mappings=tuple(values(draft.mappings)),
            routing=tuple(values(draft.rules)),
            calendars=tuple(values(draft.calendars)),
            areas=draft.areas,
        ),
        "unpublished",
    )


class _Reading:
    """One folder being read into a draft."""

    def __init__(self, folder: Path) -> None:
        self.draft = Draft()
        self._folder = folder
        self._city()
        if document := self._open("calendar.yaml"):
            self.draft.calendars.append(self._take(document, WorkingCalendar))
        self._policies()
        if document := self._open("routing.yaml"):
            self.draft.rules += self._list(document, "rules", RoutingRule)
        for agency in self._agencies():
            self._agency(agency)

    def _city(self) -> None:
        document = self._open("city.yaml")
        if document is None:
            return
        raw = self._table(document, {"city", "areas"})
        city = self.draft.take(document, ("city",), City, raw.get("city"))
        self.draft.cities.append(city)
        areas = raw.get("areas")
        if not isinstance(areas, dict) or {*areas} != {"file", "origin"}:
            self._note(document, ("areas",), "`areas` must name a `file` and its `origin`")
            return
        text = self._text(str(areas["file"]))
        if text is not None:
            found, problems = read_outlines(str(areas["file"]), text, str(areas["origin"]))
            self.draft.areas, self.draft.problems = found, self.draft.problems + problems

    def _policies(self) -> None:
        document = self._open("policies.yaml")
        if document is None:
            return
        for policy in self._table(document, {"policies"}).get("policies") or ():
            for term in policy.get("terms") or () if isinstance(policy, dict) else ():
                if isinstance(term, dict):
                    term["policy"] = policy.get("code")
        self.draft.policies += self._list(document, "policies", Policy)

    def _agencies(self) -> list[str]:
        folders = sorted(path.name for path in self._folder.glob("agencies/*") if path.is_dir())
        if not folders:
            self.draft.problems.append(Problem("agencies", 1, "holds no agency's folder"))
        return folders

    def _agency(self, code: str) -> None:
        draft, at = self.draft, f"agencies/{code}"
        if document := self._open(f"{at}/agency.yaml"):
            agency = self._take(document, Agency)
            draft.agencies.append(agency)
            if agency.code is not None and agency.code != code:
                self._note(
                    document, ("code",), f"`code` is {agency.code!r} in the folder of {code}"
                )
        if document := self._open(f"{at}/services.yaml"):
            draft.services += self._list(document, "services", Service)
        if document := self._open(f"{at}/statuses.yaml"):
            if isinstance(document.value, dict):
                document.value.setdefault("agency", code)
            draft.mappings.append(self._take(document, StatusMapping))

    def _open(self, file: str) -> Document | None:
        """A file's document where there is anything to go on with."""
        text = self._text(file)
        if text is None:
            return None
        document = read_lines(file, text)
        self.draft.problems += document.problems
        if document.value is None and not document.problems:
            self._note(document, (), "is empty")
        if isinstance(document.value, dict):
            return document
        if document.value is not None:
            self._note(document, (), "must be a table of keys and values")
        return None

    def _text(self, file: str) -> str | None:
        try:
            return (self._folder / file).read_text(encoding="utf-8")
        except FileNotFoundError:
            self.draft.problems.append(Problem(file, 1, "this file is missing"))
        except UnicodeDecodeError:
            self.draft.problems.append(Problem(file, 1, "is not UTF-8"))
        return None

    def _take(self, document: Document, model: type[V]) -> Entry[V]:
        return self.draft.take(document, (), model, document.value)

    def _list(self, document: Document, key: str, model: type[V]) -> list[Entry[V]]:
        items = self._table(document, {key}).get(key)
        if not isinstance(items, list):
            self._note(document, (key,), f"`{key}` must be a list")
            return []
        return [
            self.draft.take(document, (key, place), model, item) for place, item in enumerate(items)
        ]

    def _table(self, document: Document, keys: set[str]) -> dict[str, Any]:
        table: dict[str, Any] = document.value
        for key in table.keys() - keys:
            self._note(document, (key,), f"`{key}` is not a field known here")
        return table

    def _note(self, document: Document, path: tuple[str | int, ...], sentence: str) -> None:
        self.draft.problems.append(document.problem(path, sentence))
