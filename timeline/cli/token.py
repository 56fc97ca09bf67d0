"""`timeline token`: who may write through the API."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from timeline.cli.opening import database, files_option, now, read_folder
from timeline.model import token as tokens


@click.group("token", epilog="Example: timeline token create --scope review --name ana")
def command() -> None:
    """Make, list and remove bearer tokens. Only a digest of each is kept."""


@command.command("create")
@files_option
@click.option("--scope", type=click.Choice(list(tokens.SCOPES)), required=True, help="What its bearer may do.")
@click.option("--name", default="", help="Whose it is; decisions made with it are recorded under this name.")
def create(directory: Path, scope: str, name: str) -> None:
    """Make a token and print it. It is not shown again."""
    store = database(read_folder(directory))
    token, record = tokens.issue(secrets.token_urlsafe(32), name, scope, now())
    store.add_token(record)
    store.close()
    click.echo(token)


@command.command("list")
@files_option
def show(directory: Path) -> None:
    """List tokens: the beginning of each digest, scope, name, day of making."""
    store = database(read_folder(directory))
    for token in store.tokens():
        made = datetime.fromtimestamp(token.created, UTC)
        click.echo(f"{token.digest[:12]}  {token.scope:8}  {made:%Y-%m-%d}  {token.name}")
    store.close()


@command.command("remove")
@files_option
@click.argument("digest")
def remove(directory: Path, digest: str) -> None:
    """Remove a token by the beginning of its digest, as `list` shows it."""
    store = database(read_folder(directory))
    matches = [token for token in store.tokens() if len(digest) >= 6 and token.digest.startswith(digest)]
    if len(matches) != 1:
        store.close()
        raise click.UsageError(f"{len(matches)} tokens begin with {digest}: give one as `timeline token list` shows it")
    store.drop_token(matches[0].digest)
    store.close()
