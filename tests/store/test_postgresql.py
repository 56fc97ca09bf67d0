"""The store in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import database, emptied
from tests.store.contract import StoreContract
from tests.store.histories import HistoryContract
from timeline.store import Store, open_store

pytestmark = pytest.mark.postgres


@pytest.fixture
def url() -> Iterator[str]:
    with database() as url:
        yield url


class TestPostgreSQL(StoreContract):
    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        store = open_store(url)
        yield store
        store.close()

    @pytest.fixture(autouse=True)
    def several(self) -> Iterator[None]:
        """A database for all examples of a property, emptied for each."""
        with database() as self.shared:
            yield

    def fresh(self, factory: pytest.TempPathFactory) -> Store:
        return open_store(emptied(self.shared))


class TestHistoriesInPostgreSQL(HistoryContract):
    @pytest.fixture(autouse=True)
    def several(self) -> Iterator[None]:
        with database() as self.shared:
            yield

    def fresh(self, factory: pytest.TempPathFactory) -> Store:
        return open_store(emptied(self.shared))
