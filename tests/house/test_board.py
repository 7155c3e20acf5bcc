"""The board's vendored files are what their page says; it draws on metrics there are."""

import re
from hashlib import sha256

from contracts.metrics import METRICS, Kind
from services.board.assets import STATIC, assets
from services.board.courses import CHARTS
from services.board.figures import FIGURES, How
from tests.house.files import ROOT

_ROW = re.compile(
    r"^\| `([\w.-]+)` \| `([\w.-]+)` \| ([\d.]+) \| \w+, `([\w.-]+)` \| `(\w{64})` \|$"
)
VENDOR = STATIC / "vendor"
ROWS = [_ROW.match(line) for line in (VENDOR / "VENDORED.md").read_text("utf-8").splitlines()]
ROWS_READ = [found.groups() for found in ROWS if found is not None]
DERIVED = {"flow", "p99", "late"}
"""What is drawn and no worker shows: made of what they do, or of the topics."""


def test_every_vendored_file_is_the_one_its_page_names() -> None:
    known = {file: digest for file, _, _, _, digest in ROWS_READ}
    there = [file for file in VENDOR.iterdir() if file.suffix in {".js", ".css"}]
    assert {file.name: sha256(file.read_bytes()).hexdigest() for file in there} == known


def test_every_vendored_file_stands_beside_its_licence() -> None:
    licences = {licence for _, _, _, licence, _ in ROWS_READ}
    assert {file.name for file in VENDOR.glob("LICENSE-*")} == licences


def test_our_own_files_ask_no_other_server() -> None:
    own = [name for name in assets() if not name.startswith("vendor/")]
    texts = {name: assets()[name].body.decode() for name in own}
    places = [re.findall(r"https?://(?!www\.w3\.org/2000/svg)\S+", text) for text in texts.values()]
    assert [place for found in places for place in found] == []


def test_every_figure_is_of_a_metric_and_of_labels_it_has() -> None:
    for figure in FIGURES:
        assert figure.metric in METRICS
        labels = {label.name for label in figure.metric.labels} | {"le"}
        assert set(figure.by) <= labels, figure.code
        assert (figure.how is How.GROWS) == (figure.metric.kind is not Kind.GAUGE), figure.code


def test_every_chart_draws_a_figure_there_is() -> None:
    known = {figure.code for figure in FIGURES} | DERIVED
    assert {chart.figure for chart in CHARTS.values()} <= known


def test_the_pictures_in_the_readme_are_there() -> None:
    named = re.findall(r"\]\((docs/board[\w-]*\.png)\)", (ROOT / "README.md").read_text("utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
