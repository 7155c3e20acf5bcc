"""Reads a pack's folder file by file into a draft; never judges how its parts fit together."""

from pathlib import Path
from typing import Any, TypeVar

from contracts.catalogue import (
    Agency,
    Chain,
    Channel,
    City,
    Officer,
    Policy,
    Service,
    StatusMapping,
)
from contracts.events import Value
from contracts.routing import RoutingRule
from services.catalogue.draft import Draft, Entry, LeftToTriage
from services.catalogue.histories import History
from services.catalogue.lines import Document, read_lines
from services.catalogue.outlines import Outlines, read_outlines
from services.catalogue.problems import Problem, Words
from services.catalogue.shifts import office_hours, shifts

V = TypeVar("V", bound=Value)

_AREAS = {"file", "origin", "zones", "assumed"}


def read_folder(folder: Path, beside: Path | None = None) -> Draft:
    """Everything a pack's folder holds, sound or not.

    `beside`: an agency's folder that lies elsewhere, read as though it lay in the pack, in the
    place of the one that has its name there.
    """
    return _Reading(folder, beside).draft


class _Reading:
    """One folder being read into a draft."""

    def __init__(self, folder: Path, beside: Path | None) -> None:
        self.draft = Draft()
        self._folder = folder
        self._beside = beside.resolve() if beside is not None else None
        self._city()
        if document := self._open("calendar.yaml"):
            self.draft.calendars.append(office_hours(self.draft, document))
        self._policies("policies.yaml")
        self._escalation()
        self._routing("routing.yaml")
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
        if not isinstance(areas, dict) or not {"file", "origin"} <= {*areas} <= _AREAS:
            sentence = "`areas` must name a `file` and its `origin`"
            remedy = "Add both; `zones` and `assumed` may stand beside them"
            self._note(document, ("areas",), Words(sentence, remedy))
            return
        self._areas(areas)

    def _areas(self, areas: dict[str, Any]) -> None:
        kelurahan = self._outlines(str(areas["file"]))
        zones = self._outlines(str(areas["zones"])) if "zones" in areas else None
        if kelurahan is not None:
            assumed = areas.get("assumed") is True
            found, problems = read_outlines(kelurahan, zones, str(areas["origin"]), assumed=assumed)
            self.draft.areas, self.draft.problems = found, self.draft.problems + problems

    def _outlines(self, file: str) -> Outlines | None:
        text = self._text(file)
        return Outlines(file, text) if text is not None else None

    def _policies(self, file: str, agency: str | None = None) -> None:
        document = self._open(file)
        if document is None:
            return
        for policy in self._table(document, {"policies"}).get("policies") or ():
            if isinstance(policy, dict):
                owned(policy, agency)
        self.draft.policies += self._list(document, "policies", Policy)

    def _routing(self, file: str) -> None:
        document = self._open(file)
        if document is None:
            return
        self._table(document, {"rules", "triage"})
        self.draft.rules += self._list(document, "rules", RoutingRule)
        if "triage" in document.value:
            self.draft.triage += self._list(document, "triage", LeftToTriage)

    def _escalation(self) -> None:
        """Chains of a city that has any, and the officers of the city itself."""
        if not self._place("escalation.yaml").exists():
            return
        if document := self._open("escalation.yaml"):
            self._table(document, {"chains", "officers"})
            self.draft.chains += self._list(document, "chains", Chain)
            self.draft.officers += self._list(document, "officers", Officer)

    def _agencies(self) -> list[str]:
        folders = {path.name for path in self._folder.glob("agencies/*") if path.is_dir()}
        if self._beside is not None:
            folders.add(self._beside.name)
        if not folders:
            words = "holds no agency's folder", "Add a folder named after the agency's code"
            self.draft.problems.append(Problem("agencies", 1, *words))
        return sorted(folders)

    def _agency(self, code: str) -> None:
        draft, at = self.draft, f"agencies/{code}"
        if document := self._open(f"{at}/agency.yaml"):
            agency = self._take(document, Agency)
            draft.agencies.append(agency)
            if agency.code is not None and agency.code != code:
                sentence = f"`code` is {agency.code!r} in the folder of {code}"
                self._note(document, ("code",), Words(sentence, f"Write `{code}`"))
        if document := self._open(f"{at}/services.yaml"):
            self._table(document, {"services"})
            draft.services += self._list(document, "services", Service)
        if document := self._open(f"{at}/statuses.yaml"):
            if isinstance(document.value, dict):
                document.value.setdefault("agency", code)
            draft.mappings.append(self._take(document, StatusMapping))
        self._histories(at)
        self._its_own(code)

    def _its_own(self, code: str) -> None:
        """What an agency's folder may hold beside what it must."""
        at = f"agencies/{code}"
        if self._place(f"{at}/calendar.yaml").exists():
            self._shifts(code)
        if self._place(f"{at}/channels.yaml").exists():
            self._channels(code)
        if self._place(f"{at}/officers.yaml").exists():
            self._officers(code)
        if self._place(f"{at}/policies.yaml").exists():
            self._policies(f"{at}/policies.yaml", code)
        if self._place(f"{at}/routing.yaml").exists():
            self._routing(f"{at}/routing.yaml")

    def _shifts(self, code: str) -> None:
        calendars = self.draft.calendars
        city = next((one for one in calendars if one.document.file == "calendar.yaml"), None)
        if document := self._open(f"agencies/{code}/calendar.yaml"):
            calendars.append(shifts(self.draft, document, code, city))

    def _histories(self, at: str) -> None:
        for path in sorted(self._place(f"{at}/examples").glob("*.yaml")):
            if document := self._open(f"{at}/examples/{path.name}"):
                self.draft.histories.append(self._take(document, History))

    def _channels(self, code: str) -> None:
        document = self._open(f"agencies/{code}/channels.yaml")
        if document is None:
            return
        for channel in self._table(document, {"channels"}).get("channels") or ():
            if isinstance(channel, dict):
                channel.setdefault("operator", code)
        self.draft.channels += self._list(document, "channels", Channel)

    def _officers(self, code: str) -> None:
        document = self._open(f"agencies/{code}/officers.yaml")
        if document is None:
            return
        for officer in self._table(document, {"officers"}).get("officers") or ():
            if isinstance(officer, dict):
                officer["agency"] = code
        self.draft.officers += self._list(document, "officers", Officer)

    def _open(self, file: str) -> Document | None:
        """A file's document where there is anything to go on with."""
        text = self._text(file)
        if text is None:
            return None
        document = read_lines(file, text)
        self.draft.problems += document.problems
        if document.value is None and not document.problems:
            self._note(document, (), Words("is empty", "Fill it in, or copy another agency's"))
        if isinstance(document.value, dict):
            return document
        if document.value is not None:
            remedy = "Begin it with a key and a colon"
            self._note(document, (), Words("must be a table of keys and values", remedy))
        return None

    def _place(self, file: str) -> Path:
        """Where a file of the pack lies."""
        if self._beside is not None:
            at, inside = f"agencies/{self._beside.name}/", self._beside
            if file.startswith(at):
                return inside / file.removeprefix(at)
        return self._folder / file

    def _text(self, file: str) -> str | None:
        try:
            return self._place(file).read_text(encoding="utf-8")
        except FileNotFoundError:
            words = "this file is missing", "Create it; the pack's README says what it holds"
        except UnicodeDecodeError:
            words = "is not UTF-8", "Save it again as UTF-8"
        self.draft.problems.append(Problem(file, 1, *words))
        return None

    def _take(self, document: Document, model: type[V]) -> Entry[V]:
        return self.draft.take(document, (), model, document.value)

    def _list(self, document: Document, key: str, model: type[V]) -> list[Entry[V]]:
        items = document.value.get(key)
        if not isinstance(items, list):
            words = Words(f"`{key}` must be a list", "Begin each entry with a dash")
            self._note(document, (key,), words)
            return []
        return [
            self.draft.take(document, (key, place), model, item) for place, item in enumerate(items)
        ]

    def _table(self, document: Document, keys: set[str]) -> dict[str, Any]:
        table: dict[str, Any] = document.value
        for key in table.keys() - keys:
            words = Words(f"`{key}` is not a field known here", "Take it out")
            self._note(document, (key,), words)
        return table

    def _note(self, document: Document, path: tuple[str | int, ...], words: Words) -> None:
        self.draft.problems.append(document.problem(path, words))


def owned(policy: dict[str, Any], agency: str | None) -> None:
    """Let a policy and its terms say what the place they stand in says."""
    if agency is not None:
        policy["agency"] = agency
    for term in policy.get("terms") or ():
        if isinstance(term, dict):
            term["policy"] = policy.get("code")
