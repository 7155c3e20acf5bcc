"""What a pack's services and tables name must exist: agencies, policies, channels."""

from collections.abc import Iterable, Iterator

from contracts.catalogue import AT_THE_AGENCY, Service
from services.catalogue.checks.names import unknown
from services.catalogue.draft import Draft, Entry, codes, sound
from services.catalogue.problems import Problem


def services_name_what_is_known(draft: Draft) -> Iterator[Problem]:
    """Owners, fallbacks, helpers, policies and channels exist; so do the tables' agencies."""
    for entry, service in sound(draft.services):
        yield from _agencies(draft, entry, service)
        yield from _each(entry, "policy", "policies", service.policies, codes(draft.policies))
        channels = codes(draft.channels) | {AT_THE_AGENCY}
        yield from _each(entry, "channel", "channels", service.channels, channels)
    for table, mapping in sound(draft.mappings):
        if mapping.agency not in codes(draft.agencies):
            words = unknown("agency", mapping.agency, codes(draft.agencies))
            yield table.problem(words, "agency")


def _agencies(draft: Draft, entry: Entry[Service], service: Service) -> Iterator[Problem]:
    agencies = codes(draft.agencies)
    for name, code in (("owner", service.owner), ("fallback", service.fallback)):
        if code not in agencies:
            yield entry.problem(unknown("agency", code, agencies), name)
    yield from _each(entry, "agency", "co_agencies", service.co_agencies, agencies)
    for place, stage in enumerate(service.stages):
        if stage.agency is not None and stage.agency not in agencies:
            words = unknown("agency", stage.agency, agencies)
            yield entry.problem(words, "stages", place, "agency")


def _each(
    entry: Entry[Service], kind: str, name: str, named: Iterable[str], known: set[str]
) -> Iterator[Problem]:
    for place, code in enumerate(named):
        if code not in known:
            yield entry.problem(unknown(kind, code, known), name, place)


def channels_name_what_is_known(draft: Draft) -> Iterator[Problem]:
    """A channel's operator is an agency of this city."""
    for entry, channel in sound(draft.channels):
        if channel.operator not in codes(draft.agencies):
            words = unknown("agency", channel.operator, codes(draft.agencies))
            yield entry.problem(words, "operator")
