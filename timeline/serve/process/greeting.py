"""What the server says when it answers: where everything is."""

from __future__ import annotations

from timeline import bulk
from timeline.errors import QuestionTooSlow, StoreUnavailable
from timeline.load import Loaded
from timeline.model.query import Filter
from timeline.model.values import counted
from timeline.render.html.site import Site
from timeline.serve.http.service import Service
from timeline.serve.process.folder import summary


def greeting(service: Service, loaded: Loaded, *, watch: bool, schedule: bool = True) -> str:
    """The addresses of the page, the feeds and the docs, a line each. A database that cannot be asked at the moment is
    named: who is answered already need not suffer for it."""
    try:
        lines = _lines(service, loaded, schedule=schedule)
    except (QuestionTooSlow, StoreUnavailable) as error:
        lines = [f"{service.chronology.title}: {error}", f"  page   {service.chronology.base_url}/"]
    lines.append("Saved changes are applied at once. Stop with Ctrl-C." if watch else "Stop with Ctrl-C.")
    return "\n".join(lines)


def _lines(service: Service, loaded: Loaded, *, schedule: bool) -> list[str]:
    """What is served, and where."""
    site, base = service.site(service.clock()), service.chronology.base_url
    total = service.store.count(Filter())
    size = f"{counted(total, 'event')}, {counted(len(site.feeds), 'feed')}"
    lines = [f"{service.chronology.title}: {size}", f"  page   {base}/"]
    slug = _example(site)
    if slug:
        lines.append(f"  feeds  {base}/feeds/{slug}.atom  .rss  .json  .ics  .csv    all of them: {base}/feeds.opml")
    lines.append(f"  docs   {base}/docs")
    if service.sources:
        by = "on their schedule" if schedule else "by `timeline worker`"
        lines.append(f"  sources {base}/sources    {len(service.sources)}, fetched {by}")
    if loaded.older:
        lines.append(summary(loaded))
    lines += [f"no event matches feeds/{feed.slug}.yaml yet" for feed, count in site.feeds if total and not count]
    return [*lines, *bulk.missing_dumps(service.store)]


def _example(site: Site) -> str:
    """The slug of the feed to show: the one of everything, else the first, or nothing."""
    slugs = [feed.slug for feed, _ in site.feeds]
    if "all" in slugs:
        return "all"
    return slugs[0] if slugs else ""
