"""What browser tests do with the page."""

from collections.abc import Callable
from typing import Any

PATIENCE = 60_000  # ms
FIRST_PATIENCE = 600_000  # ms; the first picture may wait for the compiler


def open_lab(tab: Any, address: str, query: str = "pairs=8&terms=40") -> None:
    """Open a link and wait until all its pairs are drawn."""
    tab.goto(f"{address}?{query}")
    tab.wait_for_selector(".lab-graph svg", timeout=FIRST_PATIENCE)
    settled(tab)


def settled(tab: Any) -> str:
    """Wait until sentence and both graphs show all pairs of the state on the page; the sentence."""
    tab.wait_for_function(
        """() => {
            const parts = [...document.querySelectorAll('[data-link]')];
            const pairs = document.querySelector('[data-field=pairs] input');
            return parts.length === 3 && pairs && parts.every(part => part.dataset.pairs === pairs.value
                && part.dataset.link === window.location.search.slice(1));
        }"""
    )
    return tab.inner_text(".lab-sentence")


def query_of(tab: Any) -> str:
    """The query string in the address of the page."""
    return tab.evaluate("window.location.search")


def number_of(tab: Any, lever: str) -> Any:
    """A lever's field."""
    return tab.locator(f"[data-lever={lever}] input.lab-number")


def type_lever(tab: Any, lever: str, value: str) -> None:
    """Type a value into a lever's field."""
    field = number_of(tab, lever)
    field.fill(value)
    field.press("Enter")


def set_lever(tab: Any, lever: str, value: str) -> str:
    """Type a possible value into a lever's field and wait for all pairs; the sentence."""
    return after(tab, lambda: type_lever(tab, lever, value))


def after(tab: Any, action: Callable[[], Any]) -> str:
    """Do something that changes the state, wait until the address and all pairs follow; the sentence."""
    before = query_of(tab)
    action()
    tab.wait_for_function("before => window.location.search !== before", arg=before)
    return settled(tab)


def curve(tab: Any, graph: str = "graph1") -> list[str]:
    """Points of the curves of a graph."""
    return tab.locator(f"[data-name={graph}] .curve").evaluate_all(
        "all => all.map(c => c.getAttribute('points'))"
    )


def open_tab(tab: Any, position: int) -> None:
    """Open one of the parts below the graphs."""
    tab.locator(".v-tab").nth(position).click()
