"""`timeline token`: who may write through the API."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import rich_click as click

from timeline.cli.opening import database, files_option, now, read_folder
from timeline.model import token as tokens
from timeline.model.values import counted

SCOPES = "What its bearer may do; may be given more than once. " + "; ".join(
    f"{scope}: {meaning}" for scope, meaning in tokens.SCOPES.items()
)

NONE = "there is no token: make one with `timeline token create --scope review --name NAME`"


@click.group("token", epilog="Example: timeline token create --scope review --name ana")
def command() -> None:
    """Make, list and remove bearer tokens. Only a digest of each is kept."""


@command.command("create")
@files_option
@click.option("--scope", "scopes", type=click.Choice(list(tokens.SCOPES)), multiple=True, required=True, help=SCOPES)
@click.option("--name", default="", help="Whose it is; decisions made with it are recorded under this name.")
@click.option("--days", type=click.IntRange(1, 3_650), help="After how many days it expires; never, if not given.")
def create(directory: Path, scopes: tuple[str, ...], name: str, days: int | None) -> None:
    """Make a token and print it. It is not shown again."""
    store = database(read_folder(directory))
    made = now()
    expires = None if days is None else made + timedelta(days=days)
    token, record = tokens.issue(secrets.token_urlsafe(32), name, scopes, made, expires)
    store.add_token(record)
    store.close()
    click.echo(token)


@command.command("list")
@files_option
def show(directory: Path) -> None:
    """List tokens: the beginning of each digest, scopes, the days when it was made, ends and was used last, name.

    Who is signed in to the editing pages stands there too, as a session of the token that it was done with."""
    store = database(read_folder(directory))
    held = list(store.tokens())
    for token in held:
        days = f"made {_day(token.created)}  expires {_day(token.expires)}  used {_day(token.used)}"
        scope = f"session of {token.session_of[:12]}" if token.session_of else token.scope
        click.echo(f"{token.digest[:12]}  {scope:15}  {days}  {token.name}")
    store.close()
    if not held:
        click.echo(NONE, err=True)


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}" if at else "never"


@command.command("remove")
@files_option
@click.argument("digest")
def remove(directory: Path, digest: str) -> None:
    """Remove a token by the beginning of its digest, as `list` shows it. From then on it is good for nothing."""
    store = database(read_folder(directory))
    matches = [token for token in store.tokens() if len(digest) >= 6 and token.digest.startswith(digest)]
    if len(matches) != 1:
        store.close()
        found = counted(len(matches), "token")
        raise click.UsageError(f"{found} begin with {digest}: give one as `timeline token list` shows it")
    store.drop_token(matches[0].digest)
    store.close()
