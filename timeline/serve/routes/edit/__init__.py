"""Editing pages: events, the review queue and the sources, for people who are signed in."""

from __future__ import annotations

from typing import Final

from timeline.serve.routes.edit import acts, events, overview, queue, sign_in

ROUTES: Final = (*sign_in.ROUTES, *overview.ROUTES, *queue.ROUTES, *events.ROUTES, *acts.ROUTES)
