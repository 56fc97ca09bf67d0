"""Everything that goes out: the guarded client, and the documents of sources fetched by it."""
