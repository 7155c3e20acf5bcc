"""The forms of a report as files; the same report is the same bytes."""

import orjson

from deploy.report.page import page
from deploy.report.tables import promises_table, requests_table
from deploy.report.whole import Report

Files = dict[str, str]
"""What is written, by the file's name."""


def files_of(report: Report) -> Files:
    """The page, two tables and the whole as JSON."""
    whole = orjson.dumps(
        report.model_dump(mode="json"), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )
    return {
        "report.html": page(report),
        "permohonan.csv": requests_table(report),
        "janji.csv": promises_table(report),
        "report.json": whole.decode(),
    }
