"""The drawn timeline in Chromium: no two words touch, none crosses the edge, at every width and in Chinese too."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.test_pages import FLAGS
from tests.factory import event
from tests.render.drawing.test_drawing import disagreeing, kinds
from timeline import files
from timeline.dates.calendar import Day
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.render.drawing.extents import ReadExtents, extent
from timeline.render.drawing.plan import plan
from timeline.render.html.drawing import Drawing, Links, context
from timeline.render.html.site import Site, static

pytestmark = pytest.mark.browser
WIDTHS = ((720, 720), (1000, 1000), (1008, 952), (1280, 1280), (1920, 1920))
"""Of the window and of a panel in it: the narrowest of each way to write the titles, and wider ones."""
WORDS = (
    "en town river treaty of the council opening market festival 长江鲟自然孵化 Wasserstraßenüberquerung мост".split()
)
MEASURE = """() => {
  const edge = document.querySelector(".tl-panels > svg").getBoundingClientRect();
  const found = [];
  for (const svg of document.querySelectorAll(".tl-panels > svg")) {
    const boxes = [...svg.querySelectorAll("a text")].map(t => [t.getBoundingClientRect(), t.textContent]);
    for (const [b, t] of boxes)
      if (b.left < edge.left - 1 || b.right > edge.right + 1) found.push(["edge", t, b.left, b.right]);
    for (let i = 0; i < boxes.length; i++)
      for (let j = i + 1; j < boxes.length; j++) {
        const [a, b] = [boxes[i][0], boxes[j][0]];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 4) found.push(["touch", boxes[i][1], boxes[j][1], across]);
      }
  }
  return found;
}"""


@pytest.fixture
def browser(tool: Callable[[str], str]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tool("chromium"), args=list(FLAGS))
        yield chromium
        chromium.close()


def drawn(events: list[Event], language: str) -> tuple[str, dict[str, Any]]:
    """A bare page with the drawing of some events, and what the template is given."""
    extents = ReadExtents(extent(each) for each in events)
    planned = plan(extents)
    picked = set(planned.ids)
    site = Site(chronology=Chronology(title="Drawn", language=language))
    today = Day(2025, 6, 20)
    drawing = Drawing(
        extents,
        planned,
        [e for e in events if e.id in picked],
        None,
        Links(lambda a, b: f"?{a}{b}", lambda by: f"?{by}"),
        today,
    )
    given = context(site, drawing)
    panels = "".join(f'<svg width="100%" height="{each["height"]}">{each["svg"]}</svg>' for each in given["panels"])
    sheet = static("site.css").decode()
    figure = f'<figure class="drawing"><svg width="0" height="0">{given["definitions"]}</svg>'
    body = f'{figure}<div class="tl-panels">{panels}</div></figure>'
    return f'<!doctype html><html lang="{language}"><style>{sheet} body {{ margin: 0 }}</style>{body}', given


def town(number: int) -> list[Event]:
    """Events of two years, dense, with words of many alphabets and all lengths."""
    dice = random.Random(number)

    def when() -> str:
        month, day = dice.randint(1, 12), dice.randint(1, 28)
        exact = f"{dice.choice((2024, 2025))}-{month:02}-{day:02}"
        return dice.choice(
            (exact, exact, exact[:7], f"{exact[:4]}~", f"[..{exact[:7]}]", f"{exact}/..", f"{exact}/2025-12-30")
        )

    def title() -> str:
        return " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, 14)))

    return [event(f"e{n}", when(), title=title()) for n in range(number)]


def own() -> list[Event]:
    """The chronology of this repository."""
    return [entry.event for entry in files.read(Path(__file__).parents[2], {}).entries]


def disputes() -> list[Event]:
    """Events of one year on which sources disagree by days, months and centuries, among vague ones."""
    others = ("2024-05-09", "2024-07", "1024-05-06", "2024-12-31")
    days = [f"2024-{month:02}-12" for month in range(1, 13)]
    clear = [disagreeing(f"e{n}", day, others[n % 4], title=WORDS[n % 9] * 3) for n, day in enumerate(days)]
    return [*clear, *(event(f"v{n}", f"{day[:7]}~", title=WORDS[n % 9] * 9) for n, day in enumerate(days))]


CASES = {
    "disputes": disputes,
    "kinds": kinds,
    "own": own,
    "town of 60": lambda: town(60),
    "town of 400": lambda: town(400),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("case", CASES)
def test_no_words_touch_and_none_crosses_the_edge(browser: Browser, case: str, language: str) -> None:
    page_text, given = drawn(CASES[case](), language)
    assert given["panels"]
    page: Page = browser.new_page()
    for window, panel in WIDTHS:
        page.set_viewport_size({"width": window, "height": 900})
        page.set_content(page_text.replace("body { margin: 0 }", f"body {{ margin: 0; width: {panel}px }}"))
        assert page.evaluate(MEASURE) == [], window
    page.close()
