"""`simpul agency try`: a folder and its past through the real steps, and what is told of them."""

import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner, Result

from contracts.intake import AGENCY_EVENTS
from deploy.cli.main import app
from deploy.trying.columns import COLUMNS, TYPES
from tests.builders.packs import PACK

PLACE = "36.73.01.1004"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new agency's folder outside any pack, made once."""
    place = tmp_path_factory.mktemp("repository")
    done = CliRunner().invoke(app, ["new", "agency", "bpbd", "--into", str(place)])
    assert done.exit_code == 0, done.output
    return place / "bpbd"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(made, tmp_path / "bpbd"))


def tried(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["agency", "try", str(folder), *words])


def with_history(folder: Path, text: str, name: str = "history.csv") -> Result:
    file = folder.parent / name
    file.write_text(text, encoding="utf-8")
    return tried(folder, "--history", str(file), "--json")


def covered(folder: Path, text: str, name: str = "history.csv") -> dict[str, Any]:
    done = with_history(folder, text, name)
    found: dict[str, Any] = orjson.loads(done.stdout)["history"]
    return found


def what(rows: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(row["what"], row["count"], row["first_line"]) for row in rows]


def table(*rows: str) -> str:
    """A CSV history of requests by reference."""
    header = "time,received,reference,service,field.matter,kelurahan,status"
    return "\n".join([header, *rows]) + "\n"


def asked(reference: str, service: str = "ADUAN", matter: str = "rusak") -> str:
    return f"2026-03-02 08:10,,{reference},{service},{matter},{PLACE},"


def said(reference: str, status: str, at: str, received: str = "") -> str:
    return f"{at},{received},{reference},,,,{status}"


def test_a_straight_history_has_nothing_to_put_right(folder: Path) -> None:
    done = with_history(folder, table(asked("B-1"), said("B-1", "SELESAI", "2026-03-03 09:00")))
    assert done.exit_code == 0, done.output
    history = orjson.loads(done.stdout)["history"]
    assert (history["lines"], history["requests"], history["became"]) == (2, 1, {"applied": 2})
    results = {term["metric"]: term["results"] for term in history["terms"]}
    assert results["resolution"] == {"met": 1}


def test_statuses_and_services_nobody_knows_are_counted_with_their_first_line(
    folder: Path,
) -> None:
    rows = [asked("B-1"), said("B-1", "SURVEI", "2026-03-03 09:00"), asked("B-2", "EVAKUASI")]
    rows += [said("B-1", "SURVEI", "2026-03-04 09:00")]
    found = covered(folder, table(*rows))
    assert what(found["unmapped"]) == [("SURVEI", 2, 3)]
    assert what(found["unknown_services"]) == [("EVAKUASI", 1, 4)]


def test_what_is_refused_late_or_rejected_is_told_with_the_buss_own_sentence(
    folder: Path,
) -> None:
    rows = [
        asked("B-1"),
        said("B-1", "DIJADWALKAN", "2026-03-03 08:00", "2026-03-04 10:00"),
        said("B-1", "SELESAI", "2026-03-04 09:00"),
        said("B-1", "DIKERJAKAN", "2026-03-05 09:00"),
        asked("B-2", matter="roboh"),
    ]
    found = covered(folder, table(*rows))
    assert what(found["late"]) == [("DIJADWALKAN", 1, 3)]
    assert what(found["refused"]) == [("DIKERJAKAN", 1, 5)]
    assert what(found["rejected"]) == [("invalid-field in fields.matter", 1, 6)]
    assert "must be one of rusak, hilang, lainnya" in found["rejected"][0]["sentence"]


def test_what_is_still_open_at_the_files_end_is_breached_or_running(folder: Path) -> None:
    rows = [asked("B-1"), said("B-9", "SELESAI", "2026-06-01 09:00"), asked("B-9")]
    found = covered(folder, table(*rows))
    (resolution,) = [term for term in found["terms"] if term["metric"] == "resolution"]
    assert resolution["results"] == {"breached": 1, "stopped": 1}
    told = {one["result"]: one["sentences"]["en"] for one in resolution["examples"]}
    assert told["breached"].startswith("Due Thursday, 5 March 2026 at 15:00 WIB: 3 working days")


def test_a_request_that_was_put_away_before_the_files_end_keeps_what_it_came_to(
    folder: Path,
) -> None:
    found = covered(
        folder,
        table(
            asked("B-1"),
            said("B-1", "SELESAI", "2026-03-03 09:00"),
            said("B-2", "SELESAI", "2026-09-01 09:00"),
            asked("B-2"),
        ),
    )
    assert found["became"] == {"applied": 4}


def test_json_lines_are_what_the_application_will_publish(folder: Path) -> None:
    place = {"kelurahan": PLACE}
    data = {
        "reference": "B-1",
        "service": "ADUAN",
        "location": place,
        "fields": {"matter": "rusak"},
    }
    report = {"reference": "B-1", "status": "SELESAI"}
    lines = [
        {"type": "simpul.request.submitted.v1", "time": "2026-03-02T08:10:00+07:00", "data": data},
        {"type": "simpul.status.reported.v1", "time": "2026-03-03 08:10", "data": report},
        {"type": "simpul.status.reported.v1", "data": report},
    ]
    text = b"\n".join(map(orjson.dumps, lines)).decode() + "\n\n{not JSON\n"
    found = covered(folder, text, "history.ndjson")
    assert found["became"] == {"applied": 2}
    assert [row["first_line"] for row in found["unreadable"]] == [3, 5]


def test_a_column_nobody_knows_is_refused_with_the_nearest(folder: Path) -> None:
    done = with_history(folder, "time,reference,statuss\n")
    assert done.exit_code == 3
    assert "There is no column `statuss`; write `status` if that is meant" in done.stderr
    assert covered(folder, "time;reference;x.statuss\n")["lines"] == 0


def test_a_line_that_is_no_event_stops_no_other(folder: Path) -> None:
    found = covered(folder, table("besok,,B-1,ADUAN,,,", asked("B-1"), "2026-03-03 09:00,,B-1"))
    assert [row["first_line"] for row in found["unreadable"]] == [2, 4]
    assert found["became"] == {"applied": 1}


def test_an_example_that_tells_another_story_is_shown_line_by_line(folder: Path) -> None:
    example = folder / "examples" / "lurus.yaml"
    text = example.read_text(encoding="utf-8")
    example.write_text(text.replace("outcome: done", "outcome: partly"), encoding="utf-8")
    told = tried(folder)
    assert told.exit_code == 3
    assert "Examples: 7 of 8 tell the story kept of them." in told.stdout
    assert "lurus.yaml: tells another story (- kept, + replayed):" in told.stdout


def test_a_new_example_is_given_its_story(folder: Path) -> None:
    example = folder / "examples" / "lurus.yaml"
    text = example.read_text(encoding="utf-8")
    example.write_text(text.partition("\nstory:")[0] + "\n", encoding="utf-8")
    told = tried(folder)
    assert (told.exit_code, "no story is kept yet" in told.stdout) == (3, True)
    assert tried(folder, "--write").exit_code == 0
    assert example.read_text(encoding="utf-8") == text


def test_mistakes_are_named_where_the_folder_lies(folder: Path) -> None:
    statuses = folder / "statuses.yaml"
    text = statuses.read_text(encoding="utf-8")
    statuses.write_text(text.replace("state: scheduled", "state: sheduled"), encoding="utf-8")
    told = tried(folder)
    assert told.exit_code == 3
    assert told.stdout.startswith(f"{statuses}:22: `state` must be one of received, ")


def test_an_agency_of_the_pack_is_tried_in_its_own_city() -> None:
    kotamobagu = PACK.parent / "kotamobagu" / "agencies" / "dlh"
    told = tried(kotamobagu)
    assert told.exit_code == 0, told.output
    assert "Dinas Lingkungan Hidup Kota Kotamobagu (dlh)" in told.stdout


def test_every_event_an_agency_publishes_can_stand_in_a_table() -> None:
    assert {*TYPES.values()} == AGENCY_EVENTS.keys()


def test_the_help_names_every_column() -> None:
    told = CliRunner().invoke(app, ["agency", "try", "--help"])
    assert [name for name in COLUMNS if name not in told.stdout] == []
