"""What the bus takes for JSON, by the JSON test suite and by the limits of its own."""

from pathlib import Path

import pytest

from contracts.strict_json import MAX_DEPTH, NotJson, parse

_SUITE = Path(__file__).parents[1] / "data/json-test-suite/test_parsing"
_FILES = sorted(_SUITE.glob("*.json"))


def test_the_suite_is_whole() -> None:
    assert len(_FILES) == 318


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.name)
def test_json_is_what_the_test_suite_says(file: Path) -> None:
    read = not isinstance(parse(file.read_bytes()), NotJson)
    assert read is {"y": True, "n": False, "i": read}[file.name[0]]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "expected JSON, got nothing"),
        (b" \n", "expected JSON, got nothing"),
        (b'{"a":"\xff"}', "it is not UTF-8"),
        (b'{"a": NaN}', "NaN and Infinity are not JSON (1:7)"),
        (b'{"a": -Infinity}', "NaN and Infinity are not JSON (1:8)"),
        (b'{"a":1,}', "a mistake at 1:7 (line:column)"),
        (b'{"a":', "a mistake at 1:6 (line:column)"),
        (b"[" * 100_000, "at most 64 levels deep, got more"),
        (b"[" * 65 + b"]" * 65, "at most 64 levels deep, got more"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "at most 64 levels deep, got more"),
    ],
)
def test_what_is_wrong_with_a_body_is_said(body: bytes, sentence: str) -> None:
    problem = parse(body)
    assert isinstance(problem, NotJson)
    assert problem.said.en == sentence


def test_sixty_four_levels_are_not_too_deep() -> None:
    assert not isinstance(parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH), NotJson)


def test_a_surrogate_alone_is_no_text() -> None:
    assert isinstance(parse(b'{"a":"\\ud800"}'), NotJson)


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert parse(b"[" + b"[]," * 200 + b"[]]") == [[]] * 201
