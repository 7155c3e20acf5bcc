"""What HTTP clients say they want and have, as RFC 9110 means it."""

import pytest

from services.catalogue.negotiation import accepts, has_it

JSON = "application/json"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "*/*",
        "application/*",
        "application/json",
        "text/html, application/json;q=0.5",
        "Application/JSON; charset=utf-8",
        "application/json;q=very",
    ],
)
def test_json_may_be_had_by_who_takes_it(header: str | None) -> None:
    assert accepts(header, JSON)


@pytest.mark.parametrize(
    "header", ["application/xml", "text/*", "application/json;q=0", "*/*, application/json;q=0"]
)
def test_json_is_not_given_to_who_does_not_take_it(header: str) -> None:
    assert not accepts(header, JSON)


def test_parameters_of_what_is_offered_are_no_obstacle() -> None:
    assert accepts("text/csv", "text/csv; charset=utf-8")


@pytest.mark.parametrize("header", ['"a"', 'W/"a"', '"b", "a"', "*"])
def test_a_client_that_has_it_needs_no_body(header: str) -> None:
    assert has_it(header, '"a"')


@pytest.mark.parametrize("header", [None, "", '"b"', "a"])
def test_a_client_that_has_another_needs_one(header: str | None) -> None:
    assert not has_it(header, '"a"')
