"""A service's own fields held against its rules: free text masked, personal data never let in."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from agents.intake.redact import is_nik, is_only_nik, redact
from contracts.catalogue import FieldRule, Service
from contracts.envelope import Refusal, instant
from contracts.events import Sentences
from contracts.reasons import Reason, quote


class Checked(NamedTuple):
    """Field values fit for a canonical event, and how many numbers were masked in them."""

    values: dict[str, Any]
    masked: int


_SHORT, _LONG, _LARGEST = 255, 4000, 10**15
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and value.strip() != "" and len(value) <= longest


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_choice(value: object, values: tuple[str, ...]) -> bool:
    return isinstance(value, str) and value in values


def _are_choices(value: object, values: tuple[str, ...]) -> bool:
    chosen = value if isinstance(value, list) else []
    return (
        bool(chosen)
        and all(_is_choice(choice, values) for choice in chosen)
        and len(set(chosen)) == len(chosen)
    )


class Kind(NamedTuple):
    """What a datatype takes, and how to say so; `{values}` are the rule's."""

    takes: Callable[[object, tuple[str, ...]], bool]
    id: str
    en: str


_KINDS: dict[str, Kind] = {
    "string": Kind(
        lambda value, _: _is_text(value, _SHORT),
        f"harus teks, paling panjang {_SHORT} karakter",
        f"must be text of at most {_SHORT} characters",
    ),
    "text": Kind(
        lambda value, _: _is_text(value, _LONG),
        f"harus teks, paling panjang {_LONG} karakter",
        f"must be text of at most {_LONG} characters",
    ),
    "number": Kind(lambda value, _: _is_number(value), "harus angka", "must be a number"),
    "datetime": Kind(
        lambda value, _: isinstance(value, str) and instant(value) is not None,
        "harus tanggal dan jam dengan selisih zona, misalnya 2026-03-12T07:30:00+07:00",
        "must be a date and time with an offset, such as 2026-03-12T07:30:00+07:00",
    ),
    "date": Kind(
        lambda value, _: _is_date(value),
        "harus tanggal, misalnya 2026-03-12",
        "must be a date, such as 2026-03-12",
    ),
    "singlevaluelist": Kind(
        _is_choice, "harus salah satu dari {values}", "must be one of {values}"
    ),
    "multivaluelist": Kind(
        _are_choices,
        "harus daftar tanpa pengulangan dari {values}",
        "must be a list without repeats of {values}",
    ),
    "boolean": Kind(
        lambda value, _: isinstance(value, bool), "harus true atau false", "must be true or false"
    ),
}
_FREE = frozenset({"string", "text"})


def check(service: Service, given: dict[str, Any]) -> Checked | Refusal:
    """The given values, in the order given; nulls count as not given."""
    rules = service.rules_by_field
    values: dict[str, Any] = {}
    masked = 0
    for code, value in given.items():
        if value is None and code in rules:
            continue
        refusal = _refuse(rules.get(code), code, value, service)
        if refusal is not None:
            return refusal
        values[code] = value
        if rules[code].datatype in _FREE:
            values[code], count = redact(value)
            masked += count
    missing = next(
        (r for r in service.fields if r.required and not r.pii and r.code not in values), None
    )
    return (
        Checked(values, masked)
        if missing is None
        else _bad(missing.code, "wajib ada", "is required")
    )


def _refuse(rule: FieldRule | None, code: str, value: object, service: Service) -> Refusal | None:
    if _is_nik(value) or (rule is not None and rule.pii):
        return _personal(quote(code)[1:-1])
    if rule is None:
        known = ", ".join(service.rules_by_field) or "-"
        return _bad(
            code, f"bukan isian layanan ini ({known})", f"is no field of this service ({known})"
        )
    kind = _KINDS[rule.datatype]
    if kind.takes(value, rule.values):
        return None
    values, came = ", ".join(rule.values), "" if rule.datatype in _FREE else quote(value)
    return _bad(
        code,
        kind.id.format(values=values) + (f", ternyata {came}" if came else ""),
        kind.en.format(values=values) + (f", got {came}" if came else ""),
    )


def _is_nik(value: object) -> bool:
    """Whether the whole value is a NIK; inside a sentence it is masked instead."""
    if isinstance(value, int) and _LARGEST <= value < 10 * _LARGEST:
        return is_nik(str(value))
    return isinstance(value, str) and is_only_nik(value)


def _personal(code: str) -> Refusal:
    words = Sentences(
        id=f"`fields.{code}` disimpan di brankas data; kirim `reporter_ref` sebagai gantinya",
        en=f"`fields.{code}` belongs in the vault; send its `reporter_ref` instead",
    )
    return Refusal(Reason.PERSONAL_DATA, words, f"fields.{code}")


def _bad(code: str, id_: str, en: str) -> Refusal:
    path = f"fields.{quote(code)[1:-1]}"
    return Refusal(Reason.INVALID_FIELD, Sentences(id=f"`{path}` {id_}", en=f"`{path}` {en}"), path)
