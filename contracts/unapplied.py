"""Why a report that was readable and allowed had no effect: one table of codes and sentences."""

from enum import StrEnum
from typing import NamedTuple

from contracts.events import Sentences


class Unapplied(StrEnum):
    """Codes of what was kept and not applied."""

    OLDER = "older-report"
    NO_LEGAL_MOVE = "no-legal-move"
    WINDOW_PASSED = "window-passed"
    OFFICE_CONFIRMS = "office-confirms"
    EVIDENCE_MISSING = "evidence-missing"
    PAUSE_NOT_ALLOWED = "pause-not-allowed"
    HAS_PARTS = "has-parts"
    EXTENSION_NOT_ALLOWED = "extension-not-allowed"
    EXTENSION_TOO_LATE = "extension-too-late"
    EXTENSION_TOO_LONG = "extension-too-long"
    EXTENSION_DECLINED = "extension-declined"


SENTENCES: dict[Unapplied, Sentences] = {
    Unapplied.OLDER: Sentences(
        id="Laporan ini lebih lama daripada yang sudah diterapkan; status tetap {state}.",
        en="This report is older than one already applied; the state stays: {state}.",
    ),
    Unapplied.NO_LEGAL_MOVE: Sentences(
        id="Dari status {state} perubahan ini tidak sah; laporan disimpan.",
        en="From the state {state} this change is not legal; the report is kept.",
    ),
    Unapplied.WINDOW_PASSED: Sentences(
        id="Masa buka kembali berakhir pada {detail}; ajukan permohonan baru.",
        en="It could be opened again until {detail}; submit a new request.",
    ),
    Unapplied.OFFICE_CONFIRMS: Sentences(
        id="Layanan ini ditutup setelah diperiksa kantor verifikator, atau dengan sendirinya pada "
        "{detail}; kata pelapor disimpan.",
        en="This service is closed by the office that verifies, or by itself on {detail}; the "
        "reporter's word is kept.",
    ),
    Unapplied.EVIDENCE_MISSING: Sentences(
        id="Status selesai memerlukan bukti yang belum ada: {detail}. Kirim lagi dengan bukti itu.",
        en="To be resolved this lacks evidence: {detail}. Send it again with that.",
    ),
    Unapplied.PAUSE_NOT_ALLOWED: Sentences(
        id="Status {state} diterapkan, tetapi tenggat tetap berjalan: alasan {detail}.",
        en="The state {state} was applied, but the clock runs on: the reason {detail}.",
    ),
    Unapplied.HAS_PARTS: Sentences(
        id="Permohonan ini dibagi; laporkan bagian OPD ini: {detail}.",
        en="This request was split; report of your own part: {detail}.",
    ),
    Unapplied.EXTENSION_NOT_ALLOWED: Sentences(
        id="Tenggat permohonan ini tidak dapat diperpanjang: {detail}.",
        en="The term of this request cannot be extended: {detail}.",
    ),
    Unapplied.EXTENSION_TOO_LATE: Sentences(
        id="Perpanjangan harus diminta sebelum jatuh tempo, {detail}.",
        en="An extension had to be asked for before it was due, {detail}.",
    ),
    Unapplied.EXTENSION_TOO_LONG: Sentences(
        id="Perpanjangan paling lama {detail}.", en="An extension lasts at most {detail}."
    ),
    Unapplied.EXTENSION_DECLINED: Sentences(
        id="Perpanjangan yang diminta tidak diberikan; tenggat tetap berjalan. {detail}",
        en="The extension that was asked for is not given; the term stays as it is. {detail}",
    ),
}
"""What an agency is told; the gaps are the present state's label, and what would be allowed."""


class WhyNot(NamedTuple):
    """Why a report has no effect, with what would have been allowed, and which fields it lacks."""

    reason: Unapplied
    detail: Sentences = Sentences(id="", en="")
    missing: tuple[str, ...] = ()


OLDER = WhyNot(Unapplied.OLDER)
NO_LEGAL_MOVE = WhyNot(Unapplied.NO_LEGAL_MOVE)
