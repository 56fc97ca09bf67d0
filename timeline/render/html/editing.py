"""The editing pages' frame: what every one of them shows, whatever it is for."""

from __future__ import annotations

from typing import Any

from timeline.model.chronology import Chronology
from timeline.model.urls import Urls
from timeline.render.html.site import templates


def edit_page(template: str, chronology: Chronology, **values: Any) -> bytes:
    """An editing page by the name of its template.

    Addresses are paths without a host: whoever looks at it under another name of the same machine stays signed in.
    """
    urls = Urls(chronology.base_url)
    page = templates().get_template(f"edit/{template}")
    return page.render(site=chronology, root=urls.path, edit=f"{urls.path}/edit", **values).encode("utf-8", "replace")
