"""What one open page knows, and how it changes; nothing here is shared between pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from iei.experiments.lab.history import History
from iei.experiments.lab.link import language_of, misspelt, state_of
from iei.experiments.lab.message import Message
from iei.experiments.lab.request import Request
from iei.experiments.lab.state import LabState
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.workshop import WORKSHOP
from iei.sim.base.quantity import InvalidInput

REPLAY_SECONDS = 1.5
LEFT_ALONE = 3.0  # seconds after which a page whose answer stands goes on to all pairs
PICTURES_APART, RARE_PICTURES_APART = 0.25, 1.0  # seconds between pictures before the answer, and after it
SERVER = uuid4().hex  # another one after each start, so that a page notices a restart
ALIVE = "/_lab/alive"  # where a page asks which server answers


@dataclass(frozen=True)
class Opening:
    """What a link opens: the first state, and a message about it."""

    state: LabState
    message: Message | None = None


def opened(query: str) -> Opening:
    """State of a link; a link that cannot be read opens the default with a message."""
    try:
        state, other_version = state_of(query)
    except InvalidInput as problem:
        return Opening(LabState(language=language_of(query, "en")), Message("bad_link", str(problem)))
    if unknown := misspelt(query):
        return Opening(state, Message("unknown_part", unknown))
    return Opening(state, Message("other_version") if other_version else None)


def follow(request: Request, show: Callable[[Twins, bool], None], fail: Callable[[str], None]) -> None:
    """Show what a request has, from a thread of its own: the first pairs at once, then the answer.

    show : takes the pairs and whether the answer stands on them
    fail : takes what went wrong

    When the answer stands and nothing is changed for `LEFT_ALONE` seconds, all pairs are asked for.
    """

    def waiting() -> None:
        pairs, drawn, pause = 0, -LEFT_ALONE, PICTURES_APART
        while pairs < request.pairs.wanted:
            standing = request.standing
            try:
                twins = request.wait(more_than=pairs, timeout=LEFT_ALONE if standing else None)
                if pairs and not standing:
                    request.wait_for_answer(drawn + pause - time.monotonic())
                    twins = request.twins
            except Exception as problem:
                fail(str(problem))
                return
            if request.cancelled or twins is None:
                return
            if standing and twins.pairs == pairs and request.standing:
                WORKSHOP.go_on(request)
                pause = RARE_PICTURES_APART
            if twins.pairs > pairs or standing != request.standing:
                pairs, drawn = twins.pairs, time.monotonic()
                show(twins, request.standing)

    threading.Thread(target=waiting, daemon=True).start()


def computing(
    state: LabState,
    graphs: tuple[str, str],
    show: Callable[[Twins, bool], None],
    fail: Callable[[str], None],
) -> Request | None:
    """Start computing a state until its answer stands; None if it is impossible, which `fail` is told."""
    try:
        request = WORKSHOP.submit(state, graphs)
    except InvalidInput as problem:
        fail(str(problem))
        return None
    follow(request, show, fail)
    return request


def replay(history: History, show: Callable[[LabState | None], None]) -> None:
    """Show the state before the last change for a moment, then the present one again."""
    if not history.can_undo:
        return

    def showing() -> None:
        show(history.undo().shown)
        time.sleep(REPLAY_SECONDS)
        show(None)

    threading.Thread(target=showing, daemon=True).start()
