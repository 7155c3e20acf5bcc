"""Reasons say what was wrong in both languages, and repeat no personal number."""

import pytest

from contracts.events import Sentences
from contracts.reasons import REMEDIES, SENTENCES, Reason, quote, say


def test_every_reason_has_a_sentence_in_both_languages_and_a_remedy() -> None:
    assert set(SENTENCES) == set(Reason) == set(REMEDIES)
    assert all("{detail}" in words.id and "{detail}" in words.en for words in SENTENCES.values())


def test_a_sentence_carries_its_detail_in_each_language() -> None:
    said = say(Reason.UNKNOWN_PLACE, Sentences(id="di sini {x}", en="here {x}"))
    assert said == Sentences(
        id="Tempat tidak dikenal: di sini {x}.", en="The place is not known: here {x}."
    )


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("SELESAI", '"SELESAI"'),
        (b"SELESAI", '"SELESAI"'),
        (b"\xff", '"\ufffd"'),
        ("x" * 81, '"' + "x" * 77 + '..."'),
        ("3673010203450001", '"**********"'),
        ("3673-0102 0345.0001 Budi", '"********** Budi"'),
        ("0812-3456-7890", '"**********"'),
        ("DLH-2026-000123", '"DLH-2026-000123"'),
        ("tulis ke budi@example.id ya", '"tulis ke ***@*** ya"'),
        ("a\nb\x00c", '"a b c"'),
        (None, "null"),
        (True, "true"),
        (12, "12"),
        (1.5, "1.5"),
        (3673010203450001, "**********"),
        (10**300, "..."),
        ({"nik": "1"}, "{...}"),
        ([1], "[...]"),
    ],
)
def test_what_came_is_quoted_short_and_without_personal_numbers(came: object, shown: str) -> None:
    assert quote(came) == shown
