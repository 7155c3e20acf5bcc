"""Personal numbers in free text, masked and counted; never the judgement whether it is allowed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from stdnum.id import nik

# What people put between groups of digits: spaces (also unbreakable ones), dots, hyphens, dashes.
_GAP = r"[ .\-\u00a0\u2010-\u2013]?"
_NOT_IN_NUMBER = r"(?<!\d)"
_NUMBER_ENDS = r"(?!\d)"

_NIK = re.compile(rf"{_NOT_IN_NUMBER}\d(?:{_GAP}\d){{15}}{_NUMBER_ENDS}")
_COUNTRY = rf"(?:\(?(?:\+|00)?62\)?{_GAP}(?:\(0\))?|\(?0)"
_MOBILE = rf"{_COUNTRY}{_GAP}8{_GAP}\d\)?(?:{_GAP}\d){{7,10}}"
_AREA = r"[2-9]\d{1,2}"
_LANDLINE = (
    rf"(?:\(0{_AREA}\){_GAP}|0{_AREA}[ \-]|\(?\+62\)?{_GAP}{_AREA}{_GAP})\d(?:{_GAP}\d){{4,7}}"
)
_PHONE = re.compile(rf"{_NOT_IN_NUMBER}(?:{_MOBILE}|{_LANDLINE}){_NUMBER_ENDS}")
_ADDRESS = re.compile(r"[\w.%+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63})+")
_FIVE_DIGITS = re.compile(r"\d(?:\D{0,3}\d){4}")
_ALONE = re.compile(r"[ .\-]+")

NIK, PHONE, ADDRESS = "[NIK]", "[telepon]", "[surel]"


class Redacted(NamedTuple):
    """A text without personal numbers, and how many were masked."""

    text: str
    masked: int


def redact(text: str) -> Redacted:
    """Mask NIK (also KK) numbers, Indonesian telephone numbers and e-mail addresses."""
    masked = 0
    if "@" in text:
        text, masked = _ADDRESS.subn(ADDRESS, text)
    if _FIVE_DIGITS.search(text) is None:
        return Redacted(text, masked)
    found = list(_niks(text))
    for start, end in reversed(found):
        text = text[:start] + NIK + text[end:]
    text, phones = _PHONE.subn(PHONE, text)
    return Redacted(text, masked + len(found) + phones)


def _niks(text: str) -> Iterator[tuple[int, int]]:
    """Where NIK numbers stand; sixteen digits that are none may hide the start of one that is."""
    start = 0
    while match := _NIK.search(text, start):
        if is_nik(match.group()):
            yield match.span()
            start = match.end()
        else:
            start = match.start() + 1


def is_nik(text: str) -> bool:
    """Whether it is 16 digits, the first of a region and the next of a date (women: day + 40)."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    return len(digits) == 16 and nik.is_valid(digits)  # noqa: PLR2004 - a NIK has 16 digits


def is_only_nik(text: str) -> bool:
    """Whether a text is a NIK and nothing besides."""
    bare = _ALONE.sub("", text)
    return bare.isdecimal() and is_nik(bare)


_IN_IDENTIFIER = re.compile(rf"{_NOT_IN_NUMBER}(?:\+?62|0)8\d{{8,11}}{_NUMBER_ENDS}")


def names_a_person(identifier: str) -> bool:
    """Whether an identifier holds a NIK, a mobile number or an e-mail address.

    Only mobile numbers written without gaps: agencies number requests with dates and hyphens.
    """
    if "@" in identifier and _ADDRESS.search(identifier) is not None:
        return True
    if _FIVE_DIGITS.search(identifier) is None:
        return False
    if _IN_IDENTIFIER.search(identifier) is not None:
        return True
    return any(_niks(identifier))
