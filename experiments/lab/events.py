"""What happened to the links of a recorded world in one term: what built trust and what eroded it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iei.experiments.lab.recording import Moment, Recording

# kind: (what it does to trust)
KINDS = {
    "worked": 1,
    "signed": 0,
    "deeper": 0,
    "joint_entity": 0,
    "idle_enterprise": -1,
    "idle_college": -1,
    "idle_both": -1,
    "shallower": 0,
    "detected": 0,
    "ended": 0,
}


@dataclass(frozen=True)
class Event:
    """Something that happened on the link between a college and an enterprise.

    Parameters
    ----------
    kind : one of `KINDS`
    before, after : trust on the link, share; NaN where there is none
    depth : rung of the link afterwards, 0 when it ended
    """

    kind: str
    college: int
    enterprise: int
    before: float
    after: float
    depth: int

    @property
    def change(self) -> float:
        """Change of trust, 0 where there was none to change."""
        step = self.after - self.before
        return 0.0 if np.isnan(step) else float(step)


def events(recording: Recording, term: int) -> list[Event]:
    """Events of a term, the largest changes of trust first, then signings, audits and endings."""
    now = by_pair(recording.moments[term])
    before = by_pair(recording.moments[term - 1]) if term > 0 else {}
    found: list[Event] = []
    for pair, link in now.items():
        found += of_link(pair, before.get(pair), link)
    for pair, link in before.items():
        if pair not in now:
            found.append(Event("ended", *pair, float(link["trust"]), np.nan, 0))
    return sorted(found, key=lambda event: (-abs(event.change), event.kind, event.college, event.enterprise))


def by_pair(moment: Moment) -> dict[tuple[int, int], np.void]:
    """Links of a moment by (college, enterprise)."""
    return {(int(link["college"]), int(link["enterprise"])): link for link in moment.links}


def of_link(pair: tuple[int, int], before: np.void | None, link: np.void) -> list[Event]:
    """Events of one live link; a link that was signed anew counts as new."""
    trust, depth = float(link["trust"]), int(link["depth"])
    if before is None or link["age"] <= before["age"]:
        return [Event("signed", *pair, np.nan, trust, depth)]
    earlier = float(before["trust"])
    found = [Event(what_was_done(link), *pair, earlier, trust, depth)]
    if depth > before["depth"]:
        found.append(Event("deeper", *pair, np.nan, trust, depth))
    if depth < before["depth"]:
        found.append(Event("shallower", *pair, np.nan, trust, depth))
    if link["joint_entity"] and not before["joint_entity"]:
        found.append(Event("joint_entity", *pair, np.nan, trust, depth))
    if link["detected"]:
        found.append(Event("detected", *pair, np.nan, trust, depth))
    return found


def what_was_done(link: np.void) -> str:
    """Whether both sides performed, and if not, who did not (E16)."""
    enterprise, college = link["effort_enterprise"] >= 1, link["effort_college"] >= 1
    if enterprise and college:
        return "worked"
    if college:
        return "idle_enterprise"
    return "idle_college" if enterprise else "idle_both"
