"""Personal numbers in free text are masked; house numbers, dates and amounts are not."""

import pytest

from agents.intake.redact import Redacted, is_nik, is_only_nik, names_a_person, redact

_NIK = "3673010203450001"


@pytest.mark.parametrize(
    "number",
    [
        _NIK,
        "3673 0102 0345 0001",
        "36.73.01.020345.0001",
        "367301-020345-0001",
        "3673014203450001",  # a woman: the day counts from 41
        _NIK.translate({ord("0") + n: 0x660 + n for n in range(10)}),  # Arabic digits
    ],
)
def test_a_nik_is_masked_however_it_is_grouped(number: str) -> None:
    assert redact(f"NIK saya {number}, terima kasih") == Redacted("NIK saya [NIK], terima kasih", 1)


@pytest.mark.parametrize(
    "number",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 789",
        "0811.2345.678",
        "(0812) 3456 7890",
        "08 12 34 56 78 90",
        "+6281234567890",
        "+62 812 3456 7890",
        "(+62) 812-3456-7890",
        "6281234567890",
        "0062 812 3456 7890",
        "0254-201234",
        "(0254) 201 234",
        "+62 254 201234",
        "021-5551234",
    ],
)
def test_an_indonesian_telephone_number_is_masked(number: str) -> None:
    assert redact(f"hubungi {number} ya") == Redacted("hubungi [telepon] ya", 1)


@pytest.mark.parametrize("address", ["budi@example.id", "b.santoso+rt@mail.example.co.id"])
def test_an_e_mail_address_is_masked(address: str) -> None:
    assert redact(f"surel: {address}.") == Redacted("surel: [surel].", 1)


@pytest.mark.parametrize(
    "text",
    [
        "Jalan Veteran 12, RT 001/002, kode pos 42111",
        "tanggal 01-02-2026 jam 08.30",
        "laporan 2026031200001234",  # sixteen digits of no region
        "3673014003450001 bukan NIK",  # day 40 belongs to nobody
        "harga 081.500.000 rupiah",
        "nomor tiang PJU-0812-0004",
        "1234567890123456789012",
        "lampu @ simpang Ciceri",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert redact(text) == Redacted(text, 0)


def test_several_are_counted_and_none_is_left() -> None:
    text = f"{_NIK} dan 0812-3456-7890 dan a@b.id dan 1234 3673 0102 0345 0001"
    assert redact(text) == Redacted("[NIK] dan [telepon] dan [surel] dan 1234 [NIK]", 4)


def test_a_nik_alone_is_told_from_one_in_a_sentence() -> None:
    assert is_nik(_NIK)
    assert is_only_nik("3673 0102 0345 0001")
    assert not is_only_nik(f"NIK {_NIK}")
    assert not is_only_nik("")


@pytest.mark.parametrize(
    ("identifier", "personal"),
    [
        ("DLH-2026-000123", False),
        ("LAP-2026-0812-00012", False),
        ("0254-201234-7", False),
        (_NIK, True),
        (f"DLH/{_NIK}", True),
        ("DLH-081234567890", True),
        ("+6281234567890", True),
        ("budi@example.id", True),
    ],
)
def test_identifiers_that_name_a_person_are_seen(identifier: str, *, personal: bool) -> None:
    assert names_a_person(identifier) is personal
