"""How commands answer: exit codes, one plain sentence for expected trouble, JSON or a table."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import orjson
import typer
from rich.console import Console

from deploy.reach import KafkaReach, Reach
from deploy.settings import Settings
from deploy.wiring import NoKafka, kafka_access
from services.kafka.failures import TopicsFailed, Unavailable

T = TypeVar("T")

_UNSEEN = 220


class Exit(IntEnum):
    """What a command's exit code says; 2 (usage) is mostly Typer's own."""

    FAILED = 1
    USAGE = 2
    PROBLEMS = 3
    UNREACHABLE = 4


Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder", help="Use the embedded broker that runs in this folder, not SIMPUL_KAFKA."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON value instead.")]


class Stopped(Exception):
    """A command cannot go on; the sentence says why, the code which kind of end it is."""

    def __init__(self, sentence: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(sentence)
        self.code = code


def console() -> Console:
    """Standard output; colour only on a terminal, and room for long lines where there is none."""
    out = Console(highlight=False, soft_wrap=True)
    return out if out.is_terminal else Console(highlight=False, soft_wrap=True, width=_UNSEEN)


def print_json(value: object) -> None:
    """One JSON value on standard output."""
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def from_here(path: Path) -> str:
    """A path as one reads it in this folder, where that is shorter."""
    return min(str(path), os.path.relpath(path), key=len)


def stop(sentence: str, code: Exit) -> NoReturn:
    """End the command with one sentence on standard error."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def answer(
    context: typer.Context, folder: Path | None, work: Callable[[Reach], Coroutine[Any, Any, T]]
) -> T:
    """What a command's work comes to; expected trouble ends it with a sentence and its code."""
    hush_the_client()
    try:
        return asyncio.run(work(context.obj or _kafka(folder)))
    except (NoKafka, Unavailable) as away:
        stop(str(away), Exit.UNREACHABLE)
    except TopicsFailed as failed:
        stop(str(failed), Exit.FAILED)
    except Stopped as stopped:
        stop(str(stopped), stopped.code)


def _kafka(folder: Path | None) -> Reach:
    return KafkaReach(kafka_access(Settings(), folder))


def hush_the_client() -> None:
    """The client library logs every attempt; a command says it once, in a sentence."""
    log = logging.getLogger("aiokafka")
    log.addHandler(logging.NullHandler())
    log.propagate = False
