"""PostgreSQL beside SQLite: `python -m benchmarks.postgres [SIZE [DATABASE_URL]]` (100,000).

A dump is taken in, the database moved there and back, 51 feeds made, every question asked, of both. Where a URL is
named, its database holds that many events already, and is only asked.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.growth import dumps, held
from benchmarks.postgres import publishing, questions
from benchmarks.postgres.processes import run, size_of
from tests.databases import database, query
from timeline.store import DatabaseLimits, open_store
from timeline.store.sql import SQLStore

LIMITS: Final = DatabaseLimits(statement=600)


def main() -> None:
    """Print what each part takes."""
    size = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000
    held.store(size).close()
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 2:
            _ask(held.path(size), sys.argv[2], size)
            return
        with database(empty=True) as url:
            _bulk(size, Path(folder), url)
        with database(empty=True) as url:
            _move(size, Path(folder), url)
            _ask(held.path(size), url, size)


def _bulk(size: int, folder: Path, url: str) -> None:
    """A dump taken in by a process, into SQLite and into PostgreSQL."""
    dump, files = folder / "dump.ndjson", folder / "files"
    files.mkdir()
    (files / "timeline.toml").write_text(dumps.SETTINGS, encoding="utf-8")
    (files / "events.yaml").write_text("events: []\n", encoding="utf-8")
    dumps.write(size, dump)
    for name, address in (("SQLite", f"sqlite:{folder / 'bulk.db'}"), ("PostgreSQL", url)):
        cost = run("import", "--bulk", str(dump), "--files", str(files), DATABASE_URL=address)
        print(f"a dump into {name}: {cost}, {size / cost.wall:,.0f} events a second", flush=True)
    dump.unlink()
    (folder / "bulk.db").unlink()


def _move(size: int, folder: Path, url: str) -> None:
    """The database of the growth benchmark to PostgreSQL and back, and what it takes on disk in each place."""
    first, back = held.path(size), folder / "back.db"
    for name, source, target in (
        ("SQLite to PostgreSQL", f"sqlite:{first}", url),
        ("PostgreSQL to SQLite", url, f"sqlite:{back}"),
    ):
        cost = run("migrate", "--from", source, "--to", target)
        print(f"{name}: {cost}, {size / cost.wall:,.0f} events a second; {cost.said}", flush=True)
    ((there,),) = query(url, "SELECT pg_database_size(current_database())")
    sizes = {"SQLite": size_of(back), "PostgreSQL": there}
    print("; ".join(f"{name}: {taken / size:,.0f} bytes an event" for name, taken in sizes.items()))
    parts = "SELECT relname, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class WHERE relkind = 'r'"
    for name, whole, indexes in query(
        url, f"{parts} AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC LIMIT 6"
    ):
        print(f"  {name}: {whole / size:,.0f}, of which indexes {indexes / size:,.0f}")
    back.unlink()


def _ask(path: Path, url: str, size: int) -> None:
    small, large = open_store(str(path)), open_store(url, limits=LIMITS)
    assert isinstance(large, SQLStore)
    for name, store in (("SQLite", small), ("PostgreSQL", large)):
        publishing.measure(name, store, size)
    questions.table(small, large, size)
    small.close()
    large.close()


if __name__ == "__main__":
    main()
