"""PostgreSQL beside SQLite: `python -m benchmarks.postgres [SIZE [PART …]]` (100,000, all parts).

A dump is taken in (`bulk`), the database moved there and back (`move`), 51 feeds made (`feeds`), every question asked
(`questions`), of both. `KEPT_DATABASE_URL` may name a database that holds what the last two are asked of already, as
`STORES` does the SQLite files.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.growth import dumps, held
from benchmarks.postgres import publishing, questions
from benchmarks.postgres.processes import run, size_of
from tests.databases import database, query
from timeline.store import DatabaseLimits, open_store
from timeline.store.sql import SQLStore

LIMITS: Final = DatabaseLimits(statement=600)
PARTS: Final = ("bulk", "move", "feeds", "questions")


def main() -> None:
    """Print what each part takes."""
    size = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000
    parts = sys.argv[2:] or PARTS
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"no part is called {', '.join(sorted(unknown))}: {', '.join(PARTS)}")
    held.store(size).close()
    with tempfile.TemporaryDirectory() as folder:
        if "bulk" in parts:
            with database(empty=True) as url:
                _bulk(size, Path(folder), url)
        if "move" in parts:
            with database(empty=True) as url:
                _move(size, Path(folder), url)
    if asked := [part for part in parts if part in ("feeds", "questions")]:
        with _kept(held.path(size)) as url:
            _ask(held.path(size), url, size, asked)


@contextmanager
def _kept(path: Path) -> Iterator[str]:
    """The URL of a database that holds what the file does."""
    if url := os.environ.get("KEPT_DATABASE_URL"):
        yield url
    else:
        with database(empty=True) as url:
            run("migrate", "--from", f"sqlite:{path}", "--to", url)
            yield url


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


def _ask(path: Path, url: str, size: int, parts: list[str]) -> None:
    small, large = open_store(str(path)), open_store(url, limits=LIMITS)
    assert isinstance(large, SQLStore)
    if "feeds" in parts:
        for name, store in (("SQLite", small), ("PostgreSQL", large)):
            publishing.measure(name, store, size)
    if "questions" in parts:
        questions.table(small, large, size)
    small.close()
    large.close()


if __name__ == "__main__":
    main()
