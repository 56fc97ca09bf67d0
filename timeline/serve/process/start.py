"""The start of `timeline serve`: from a folder to a server that answers, and back to a database that is closed."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from timeline import config
from timeline.config import Settings
from timeline.errors import TimelineError
from timeline.files import pictures
from timeline.load import Loaded
from timeline.model.query import Query
from timeline.model.urls import Urls
from timeline.publish import pages
from timeline.publish.publisher import Publisher
from timeline.serve.app import make_app
from timeline.serve.http import access_log
from timeline.serve.http.limits import Limits
from timeline.serve.http.pools import QUESTION_SECONDS
from timeline.serve.http.service import Service
from timeline.serve.process import run
from timeline.serve.process.folder import ServedFolder
from timeline.serve.process.greeting import greeting
from timeline.serve.process.run import Beside
from timeline.store import limits_of, open_store


@dataclass(frozen=True)
class Options:
    """What the command line says beside the settings of the folder."""

    fix: bool = False
    watch: bool = False
    preview: bool = False


def serve(directory: Path, environ: Mapping[str, str], options: Options, announce: Callable[[str], None]) -> None:
    """Serve a folder until SIGTERM or Ctrl-C. `announce` gets the lines that say where everything is, once it answers.

    Raises `InvalidFiles`, `NoSocket` and `StoreUnavailable` before anything is served.
    """
    settings = config.read(directory, environ)
    # Listening comes first: a port in use must be said before the database is made or migrated.
    with run.listen(settings.host, settings.port) as listener:
        # With port 0 the system chose one, and the links on the pages name it.
        environ = {**environ, "PORT": str(listener.getsockname()[1])}
        if options.preview:
            environ["TIMELINE_BASE_URL"] = local_address(settings, listener)
        store = open_store(settings.database, secrets.token_hex(8), limits_of(settings), settings.read_url)
        folder = ServedFolder(directory, environ, store, fix=options.fix)
        try:
            _answer(folder, settings, listener, options, announce)
        finally:
            store.close()
        if folder.schedule is not None and folder.schedule.working():
            os._exit(0)  # a source still hangs in a thread: what it would have brought comes at the next start


def local_address(settings: Settings, listener: socket.socket) -> str:
    """Where this machine reaches what listens there, with the path of `base_url`: a page shown under it finds its style
    and the other pages before the real address leads to it."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "::1" if listener.family == socket.AF_INET6 else "127.0.0.1"
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}{Urls(settings.base_url).path}"


def _answer(
    folder: ServedFolder, settings: Settings, listener: socket.socket, options: Options, announce: Callable[[str], None]
) -> None:
    """Load the folder, and answer requests until the process is told to stop."""
    loaded = folder.load()
    front = make_app(folder.store, Publisher(folder.store, loaded.chronology), loaded.chronology)
    service = front.service
    folder.store.follow(lambda: folder.forget(service))
    service.renew(service.publisher, service.chronology, folder.sources())
    service.limits = Limits(settings.rate)
    if settings.access_log != access_log.SETTINGS[0]:
        service.access_log = access_log.AccessLog(full=settings.access_log == "full", write=access_log.write_line)
    service.images = folder.directory / pictures.FOLDER
    service.record = lambda: folder.record(service)
    service.writer = folder.writer(service, edit_files=settings.edit_files)
    beside: list[Beside] = []
    # A watched folder may get its first source later, so it has a schedule from the start.
    if settings.schedule and (options.watch or service.sources):
        # The scheduler, the client and the reader of documents are loaded only where there is something to fetch.
        from timeline.serve.process.scheduler import schedule_sources

        folder.schedule = schedule_sources(service, folder.directory)
        beside.append(folder.schedule.attend)
    if options.watch:
        from timeline.serve.process import watch

        since = watch.saved(folder.directory)
        beside.append(lambda stop: watch.watch(folder.directory, lambda: folder.apply(service), stop, since))
    threading.Thread(target=_warm, args=(service,), name="warm", daemon=True).start()
    try:
        run.run(
            front, listener, lambda: announce(_greeting(service, loaded, settings, options)), beside, settings.proxies
        )
    finally:
        service.pools.close()
        service.publisher.flush()


def _greeting(service: Service, loaded: Loaded, settings: Settings, options: Options) -> str:
    said = greeting(service, loaded, watch=options.watch, schedule=settings.schedule)
    if not options.preview:
        return said
    return f"A preview: every address is this machine's. Online they begin with {settings.base_url}\n{said}"


def _warm(service: Service) -> None:
    """Make the home page once, so that no visitor waits for templates, languages and the words of dates; from
    then on questions have their deadline."""
    try:
        pages.listing(service.store, service.site(service.clock()), Query(sort=""))
    except TimelineError:
        pass  # whoever asks for the page is told
    finally:
        service.pools.seconds = QUESTION_SECONDS
