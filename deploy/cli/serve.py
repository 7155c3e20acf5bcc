"""`simpul serve catalogue`: one service over HTTP, until a signal."""

from enum import StrEnum
from typing import Annotated

import typer

from deploy.cli.answers import Exit, Folder, answer, stop
from deploy.logs import log_json
from deploy.reach import Reach
from deploy.serving import AddressTaken, address, listening, serve_catalogue
from deploy.settings import Settings


class Service(StrEnum):
    """A service that is reached over HTTP."""

    CATALOGUE = "catalogue"


def serve(
    context: typer.Context,
    service: Annotated[Service, typer.Argument(help="Which service to run.")],
    folder: Folder = None,
) -> None:
    """Serve the catalogue in force over HTTP, read-only, until a signal.

    /v1/catalogue, /v1/services and /v1/services/CODE as JSON with an ETag;
    /v1/services.csv, /v1/cpsv-ap.jsonld and /v1/open311/services.json for
    others; /openapi.json says the rest. /healthz: it lives. /readyz: it has
    read the catalogue. Where: SIMPUL_HTTP_HOST and SIMPUL_HTTP_PORT.
    """
    log_json(service=service.value)
    try:
        listener = listening(Settings())
    except AddressTaken as taken:
        stop(str(taken), Exit.FAILED)
    typer.echo(f"{service.value.capitalize()} at {address(listener)}")

    async def serving(reach: Reach) -> None:
        await serve_catalogue(reach, listener)

    answer(context, folder, serving)
