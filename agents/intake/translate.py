"""An agency's own codes as canonical ones, by its table; what the table lacks stays as it came."""

from datetime import date

from contracts.catalogue import Catalogue, Service
from contracts.envelope import Refusal
from contracts.events import Sentences
from contracts.reasons import Reason, quote
from contracts.requests import Mapped


def service(catalogue: Catalogue, agency: str, code: str, on: date) -> Service | Refusal:
    """The published service an agency means, where it is offered on that day of city time."""
    found = catalogue.service_named(agency, code, on)
    if found is not None:
        return found
    words = Sentences(
        id=f"`service` harus kode layanan {agency} atau kode katalog, ternyata {quote(code)}",
        en=f"`service` must be a service code of {agency} or of the catalogue, got {quote(code)}",
    )
    return Refusal(Reason.UNKNOWN_SERVICE, words, "service")


def status(catalogue: Catalogue, agency: str, native: str, outcome: str | None) -> Mapped | None:
    """What a native status means; None where the agency's table does not know it."""
    mapping = catalogue.mapping.get(agency)
    row = mapping.find(native, outcome) if mapping is not None else None
    if row is None:
        return None
    return Mapped(
        state=row.state, outcome=row.gives_outcome or outcome, human=row.human, reason=row.reason
    )
