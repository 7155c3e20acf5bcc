"""`simpul sla`: explain a request's terms; its other commands stand in files of their own."""

from typing import Annotated

import typer

from deploy.cli.answers import Folder, Json, Stopped, answer, print_json
from deploy.cli.sla.recompute import recompute_command
from deploy.cli.sla.simulate import simulate_command
from deploy.cli.sla.told import Explained, explained_of, tell
from deploy.cli.sla.versions import version_of
from deploy.cli.sla.whatif import whatif_command
from deploy.cli.story.gathering import gather, wanted
from deploy.reach import Reach
from services.catalogue.releases import read_releases

app = typer.Typer(
    help="Why terms end when they do, what others would have said, and open clocks anew.",
    no_args_is_help=True,
)


@app.command("explain")
def explain_command(
    context: typer.Context,
    named: Annotated[
        str,
        typer.Argument(
            metavar="TICKET|REQUEST_ID|AGENCY/REFERENCE", help="Such as KS-7F3K-9QMW-2B4X."
        ),
    ],
    brief: Annotated[bool, typer.Option("--brief", help="The sentences without the days.")] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Why each promise about a request is due when it is.

    One sentence in Indonesian and one in English, then day by day: what was
    worked, what was skipped and by which decree, and what was paused.
    """
    found = answer(context, folder, lambda reach: _explained(reach, named))
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        tell(found, days=not brief)


async def _explained(reach: Reach, named: str) -> Explained:
    reader = reach.reader()
    gathered = await gather(reader, wanted(named))
    if gathered.case.request is None:
        raise Stopped(f"Of {named} only reports are known; its request has not come yet.")
    releases = await read_releases(reader)
    return explained_of(gathered.case, lambda name: version_of(releases, name))


app.command("simulate")(simulate_command)
app.command("whatif")(whatif_command)
app.command("recompute")(recompute_command)
