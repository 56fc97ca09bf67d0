"""The store in PostgreSQL: any number of processes, on any number of machines, beside one database."""
