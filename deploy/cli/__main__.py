"""`python -m deploy.cli`: the command line where no `simpul` script is on the path."""

from deploy.cli.main import app

app()
