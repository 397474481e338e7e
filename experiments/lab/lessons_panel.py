"""The lessons, with links that work on whatever device the page is open."""

from __future__ import annotations

import solara

from iei.experiments.lab.lessons import LESSONS
from iei.experiments.lab.state import LabState
from iei.experiments.lab.widgets import LinkList
from iei.experiments.lab.words import Words


@solara.component
def Lessons(state: LabState, text: Words) -> None:
    """Every link of the sheets; relative ones, so that host and port are those of the page."""
    solara.Text(text("lessons_about"), classes=["lab-note"])
    sheets: dict[int, list[dict[str, str]]] = {}
    for name, lesson in LESSONS.items():
        link = {"text": text.named("lessons", name), "address": f"?{lesson.query(state.language)}"}
        sheets.setdefault(lesson.sheet, []).append(link)
    titles = {sheet: text.named("sheets", str(sheet)) for sheet in sheets}
    LinkList(sections=[{"title": titles[sheet], "links": links} for sheet, links in sheets.items()])
