"""PostgreSQL beside SQLite: `python -m benchmarks.postgres`."""
