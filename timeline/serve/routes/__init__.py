"""URL → story → response."""
