"""Why an order changed nothing, in the sentences an operator reads: one table."""

from contracts.events import Sentences
from contracts.orders import Obstacle

OBSTACLES: dict[Obstacle, Sentences] = {
    Obstacle.UNKNOWN_REQUEST: Sentences(
        id="Permohonan ini tidak pernah diterima.", en="No such request was ever received."
    ),
    Obstacle.HELD: Sentences(
        id="Permohonan ditahan sampai gangguan diperiksa; catatan tetap dapat ditambahkan.",
        en="The request is held until a failure has been looked into; a note can still be added.",
    ),
    Obstacle.NO_LEGAL_MOVE: Sentences(
        id="Dari status {state} perintah ini tidak sah; yang sah: {legal}.",
        en="From the state {state} this order is not legal; legal are: {legal}.",
    ),
    Obstacle.UNKNOWN_AGENCY: Sentences(
        id="OPD {detail} tidak ada dalam katalog; yang ada: {legal}.",
        en="The catalogue names no agency {detail}; it names: {legal}.",
    ),
    Obstacle.ALREADY_THERE: Sentences(
        id="Permohonan ini sudah pada {detail}.", en="The request is with {detail} already."
    ),
    Obstacle.INTO_ITSELF: Sentences(
        id="Permohonan tidak dapat digabungkan atau ditautkan ke dirinya sendiri; pilih permohonan "
        "lain yang masih terbuka.",
        en="A request cannot be merged into itself, or linked to itself; name an open one.",
    ),
    Obstacle.WINDOW_PASSED: Sentences(
        id="Masa buka kembali berakhir pada {detail}; ajukan permohonan baru.",
        en="It could be opened again until {detail}; submit a new request.",
    ),
    Obstacle.UNKNOWN_TERM: Sentences(
        id="Versi katalog itu tidak memuat {detail}; tenggat tetap seperti semula.",
        en="That catalogue version has no {detail}; the terms stay as they are.",
    ),
    Obstacle.NOTHING_CHANGES: Sentences(
        id="Tidak ada tenggat terbuka permohonan ini yang berubah karena {detail}.",
        en="No open clock of this request changes by {detail}.",
    ),
    Obstacle.NOT_ASKED: Sentences(
        id="Tidak ada permintaan perpanjangan yang menunggu; OPD harus memintanya lebih dulu.",
        en="No extension waits to be decided on; the agency must ask for it first.",
    ),
    Obstacle.ALREADY_DECIDED: Sentences(
        id="Permintaan perpanjangan sudah diputuskan pada {detail}; OPD harus memintanya lagi.",
        en="The extension was decided on already, {detail}; the agency must ask for it again.",
    ),
    Obstacle.WRONG_ROLE: Sentences(
        id="Perpanjangan ini diputuskan oleh {detail}.",
        en="It takes {detail} to decide on this extension.",
    ),
    Obstacle.EXTENSION_TOO_LATE: Sentences(
        id="Perpanjangan harus disetujui sebelum jatuh tempo, {detail}.",
        en="An extension had to be approved before it was due, {detail}.",
    ),
    Obstacle.EXTENSION_TOO_LONG: Sentences(
        id="Perpanjangan paling lama {detail}.", en="An extension lasts at most {detail}."
    ),
    Obstacle.INTO_ITS_KIN: Sentences(
        id="{detail} adalah induk atau bagian permohonan ini; gabungkan ke permohonan lain yang "
        "masih terbuka.",
        en="{detail} is what this request is a part of, or one of its parts; merge it into another "
        "that is open.",
    ),
    Obstacle.INTO_ENDED: Sentences(
        id="Permohonan tujuan sudah berakhir: {detail}; gabungkan ke yang masih terbuka.",
        en="The other request has ended: {detail}; merge into one that is open.",
    ),
    Obstacle.INTO_MERGING: Sentences(
        id="Permohonan tujuan sendiri sedang digabungkan ke {detail}; gabungkan ke sana.",
        en="The other request is itself being merged into {detail}; merge into that.",
    ),
    Obstacle.MERGE_WAITS: Sentences(
        id="Penggabungan ke {detail} masih menunggu jawaban; perintah lain sah sesudahnya.",
        en="A merge into {detail} still waits for its answer; order another after that.",
    ),
    Obstacle.NO_CO_AGENCY: Sentences(
        id="OPD {detail} tidak mengerjakan layanan ini; yang dapat diberi bagian: {legal}.",
        en="The agency {detail} does not work on this service; a part may go to: {legal}.",
    ),
    Obstacle.HAS_A_PART: Sentences(
        id="OPD {detail} sudah punya bagian permohonan ini; yang masih dapat: {legal}.",
        en="The agency {detail} has a part of this request already; still to be had: {legal}.",
    ),
    Obstacle.TOO_FEW: Sentences(
        id="Membagi memerlukan OPD lain selain {detail}; yang dapat diberi bagian: {legal}.",
        en="To split takes another agency than {detail}; a part may go to: {legal}.",
    ),
    Obstacle.IS_A_PART: Sentences(
        id="Permohonan ini bagian dari {detail}; perintahkan itu pada induknya.",
        en="This request is a part of {detail}; order that of the whole.",
    ),
    Obstacle.HAS_PARTS: Sentences(
        id="Permohonan ini dibagi; perintahkan itu pada bagiannya: {detail}.",
        en="This request was split; order that of its parts: {detail}.",
    ),
    Obstacle.ALREADY_LINKED: Sentences(
        id="Permohonan ini sudah ditautkan ke {detail}; tautkan ke permohonan lain.",
        en="This request is linked to {detail} already; link it to another.",
    ),
}
"""What an operator is told; the gaps are the state's label, what is legal, and what came."""
