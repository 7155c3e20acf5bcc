"""docs/onboarding.md says what its commands print, and takes whoever follows it to the end."""

from pathlib import Path

from tests.builders.onboarding_page import BUS, PAGE, a_checkout, blocks, filled, typed_in

AGAIN = "`python -m tests.builders.onboarding_page` writes it anew; read what changed"


def test_the_pages_commands_print_what_the_page_says(tmp_path: Path) -> None:
    page, checkout = PAGE.read_text(encoding="utf-8"), a_checkout(tmp_path / "checkout")
    assert filled(page, checkout, typed_in(checkout)) == page, AGAIN
    agencies = sorted(file.parent.name for file in checkout.glob("**/agencies/*/agency.yaml"))
    assert "bpbd" in agencies


def test_the_page_goes_on_to_a_running_bus() -> None:
    page = PAGE.read_text(encoding="utf-8")
    typed = [command for one in blocks(page) if one.name == BUS for command in one.commands]
    assert typed == [
        "simpul catalogue diff",
        "simpul catalogue publish",
        "simpul topics apply",
        "simpul send first.json --agency bpbd",
        "simpul trace bpbd/BPBD-0001",
    ]
