"""`timeline serve`: the page, the feeds and the API, in one process with its database."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

import rich_click as click

from timeline import config, files, load
from timeline.cli.opening import files_option, now
from timeline.files import fixes
from timeline.load import Loaded
from timeline.model.query import Filter
from timeline.publish.publisher import Publisher
from timeline.serve.app import make_app
from timeline.serve.http.edge import Edge
from timeline.serve.process import logs, sourcing
from timeline.serve.process import run as running
from timeline.serve.process import watch as watching
from timeline.serve.process.run import Beside
from timeline.serve.process.scheduler import Schedule
from timeline.store import Store, open_store

FIX = "Write missing ids and instants into events.yaml, and what changed into the history, as check --fix does."


class Served:
    """The folder that is served: loaded at the start, and again whenever it is saved."""

    def __init__(self, directory: Path, environ: Mapping[str, str], store: Store, *, fix: bool) -> None:
        self._directory, self._environ, self._store, self._fix = directory, environ, store, fix
        self.schedule: Schedule | None = None

    def load(self) -> Loaded:
        """Bring the folder into the store. Raises `InvalidFiles` and the like; then nothing has changed."""
        instant = now()
        if self._fix:
            fixes.fix(self._directory, self._environ, instant)
        return load.load_directory(self._directory, self._environ, self._store, instant, record=self._fix)

    def apply(self, edge: Edge) -> str:
        """Load what was saved, and say what it changed."""
        loaded = self.load()
        if loaded.unchanged:
            return ""
        edge.sources = files.sources_of(self._directory)
        if self.schedule is not None:
            self.schedule.renew(edge.sources)
        if loaded.chronology != edge.chronology:
            edge.renew(Publisher(self._store, loaded.chronology), loaded.chronology)
        else:
            edge.renew(edge.publisher, edge.chronology)
            edge.publisher.refresh()
        return told(loaded)


@click.command("serve", epilog="Example: timeline serve --files news/ --port 9000 --watch")
@files_option
@click.option("--host", default=None, help="Address to listen on (HOST; 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Port, 0 for any free one (PORT; 8000).")
@click.option("--fix", is_flag=True, help=FIX)
@click.option("--watch", is_flag=True, help="Apply what is saved in the folder, while the server runs.")
@click.option("--log", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the log.")
@click.option("--proxies", default="", metavar="ADDRESSES", help="Proxies whose X-Forwarded headers count.")
def command(
    directory: Path, host: str | None, port: int | None, fix: bool, watch: bool, log: str, proxies: str
) -> None:
    """Serve the chronology of a folder: page, feeds and API.

    The database is a file in DATA, or what DATABASE_URL names. An entry without an id is refused, unless --fix gives
    it one. Ctrl-C finishes what is being answered; a second one stops at once.
    """
    logs.configure(as_json=log == "json")
    environ = dict(os.environ) | _given("HOST", host) | _given("PORT", port)
    settings = config.read(directory, environ)
    with running.listen(settings.host, settings.port) as listener:
        environ |= {"PORT": str(listener.getsockname()[1])}
        store = open_store(settings.database, generation=secrets.token_hex(8))
        try:
            served = Served(directory, environ, store, fix=fix)
            loaded = served.load()
            front = make_app(store, Publisher(store, loaded.chronology), loaded.chronology)
            front.edge.renew(front.edge.publisher, front.edge.chronology, files.sources_of(directory))
            beside: list[Beside] = []
            if watch or front.edge.sources:
                served.schedule = sourcing.schedule(front.edge, directory, Path(settings.data))
                beside.append(served.schedule.attend)
            if watch:
                beside.append(lambda stop: watching.watch(directory, lambda: served.apply(front.edge), stop))
            running.run(front, listener, lambda: _greet(front.edge, loaded, settings.host, watch), beside, proxies)
        finally:
            store.close()
        if served.schedule is not None and served.schedule.working():
            os._exit(0)  # a source still hangs in a thread: what it would have brought comes at the next start


def told(loaded: Loaded) -> str:
    """What a load did, in a line."""
    if loaded.older:
        return "the folder is older than the database: nothing was applied, and the database goes on being served"
    kinds: dict[str, int] = {}
    for change in loaded.changes:
        kinds[change.kind] = kinds.get(change.kind, 0) + 1
    said = [f"{count} {kind}" for kind, count in kinds.items()]
    said += [f"feeds: {', '.join(loaded.feeds)}"] if loaded.feeds else []
    said += [f"{loaded.replayed} from the history"] if loaded.replayed else []
    return "applied: " + ("; ".join(said) or "nothing that shows")


def _given(name: str, value: object) -> dict[str, str]:
    return {} if value is None else {name: str(value)}


def _greet(edge: Edge, loaded: Loaded, host: str, watch: bool) -> None:
    """Say where everything is."""
    site, base = edge.site(now()), edge.chronology.base_url
    total = edge.store.count(Filter())
    slug = "all" if any(feed.slug == "all" for feed, _ in site.feeds) else next((f.slug for f, _ in site.feeds), "")
    lines = [f"{edge.chronology.title}: {total} events, {len(site.feeds)} feeds", f"  page   {base}/"]
    if slug:
        lines.append(f"  feeds  {base}/feeds/{slug}.atom  .rss  .json  .ics  .csv    all of them: {base}/feeds.opml")
    lines.append(f"  docs   {base}/docs")
    if edge.sources:
        lines.append(f"  sources {base}/sources    {len(edge.sources)}, fetched on their schedule")
    if loaded.older:
        lines.append(told(loaded))
    lines.append("Saved changes are applied at once. Stop with Ctrl-C." if watch else "Stop with Ctrl-C.")
    click.echo("\n".join(lines))
    sys.stdout.flush()
