"""Editing pages: events, the review queue and the sources, for people who are signed in."""

from __future__ import annotations

from typing import Final

from timeline.serve.routes.edit import acts, events, merging, overview, queue, sign_in, sources

ROUTES: Final = tuple(
    route for page in (sign_in, overview, queue, events, acts, merging, sources) for route in page.ROUTES
)
