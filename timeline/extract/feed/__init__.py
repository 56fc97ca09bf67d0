"""Feeds as they are found: entries of any dialect in one shape, and the extensions that state an event's date."""
