"""A person who waits sees one line; a log gets one line a stage."""

import io

from rich.console import Console

from deploy.local.progress import progress_line


def test_a_log_gets_one_line_a_stage() -> None:
    out = io.StringIO()
    with progress_line(Console(file=out, force_terminal=False)) as progress:
        progress("fetching Kafka once: 1 of 45 jars (scala-library)")
        progress("fetching Kafka once: 2 of 45 jars (zstd-jni)")
        progress("starting Kafka")
    assert out.getvalue() == "fetching Kafka once: 1 of 45 jars (scala-library)\nstarting Kafka\n"


def test_a_terminal_gets_one_line_that_is_gone_afterwards() -> None:
    out = io.StringIO()
    with progress_line(Console(file=out, force_terminal=True, width=80)) as progress:
        progress("starting Kafka")
    assert "\n\n" not in out.getvalue()
    assert out.getvalue().endswith("\x1b[2K")
