"""The migrations make what `tables` describes, and stay as they were when a table grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Text, create_engine, inspect, text

from timeline.store import evidence, migrations, tables


def shape(connection: Connection) -> dict[str, tuple[list[str], list[str], list[str], list[str]]]:
    """Columns, keys, indexes and references of each table, alembic's own excepted."""
    look = inspect(connection)
    names = set(look.get_table_names()) - {"alembic_version"}
    return {
        name: (
            [f"{c['name']} {c['type']} {c['nullable']}" for c in look.get_columns(name)],
            list(look.get_pk_constraint(name)["constrained_columns"]),
            sorted(f"{i['name']} {i['column_names']} {i['unique']}" for i in look.get_indexes(name)),
            sorted(
                f"{k['constrained_columns']} {k['referred_table']} {k['options']}" for k in look.get_foreign_keys(name)
            ),
        )
        for name in names
    }


def test_the_migrations_make_the_tables_of_this_version(tmp_path: Path) -> None:
    assert evidence.TABLES
    with create_engine(f"sqlite:///{tmp_path}/a.db").begin() as migrated:
        migrations.upgrade(migrated)
        with create_engine(f"sqlite:///{tmp_path}/b.db").begin() as live:
            tables.metadata.create_all(live)
            assert shape(migrated) == shape(live)
            tables_sql = "SELECT name FROM pragma_table_list WHERE strict ORDER BY name"
            assert migrated.execute(text(tables_sql)).all() == live.execute(text(tables_sql)).all()


def test_a_column_added_to_the_live_tables_changes_no_written_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a later version would add by `op.add_column`; were it there already, that would be a duplicate.
    later = tables.metadata.tables["feeds"].to_metadata(type(tables.metadata)())
    later.append_column(Column("added", Text))
    monkeypatch.setattr(tables.metadata, "tables", {**tables.metadata.tables, "feeds": later})
    with create_engine(f"sqlite:///{tmp_path}/a.db").begin() as connection:
        migrations.upgrade(connection)
        connection.execute(text("ALTER TABLE feeds ADD COLUMN added TEXT"))
        assert "added" in {column["name"] for column in inspect(connection).get_columns("feeds")}
