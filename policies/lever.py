"""What a policy lever is."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True)
class Lever:
    """One policy instrument that a government can set.

    Parameters
    ----------
    name : key in policy files and column of the tables `policies` and `spending`
    upper : largest value; the smallest is always 0, which is also the status quo
    unit : unit of the value
    about : what it is in the real world
    cost : what government pays, in words; ``{staff_council}`` stands for the default of that coefficient
    targeted : whether it may be limited to size classes and fields of enterprises
    entitlement : whether it is an open-ended transfer: whoever qualifies is paid (see `rationing`)
    group : where the lab shows it, a key of `families` in its words
    chinese : label, meaning and cost for the lab in Chinese; empty if they stand in its catalogue
    """

    name: str
    _: KW_ONLY
    upper: float
    unit: str
    about: str
    cost: str
    targeted: bool = False
    entitlement: bool = False
    group: str = "coordination"
    chinese: tuple[str, str, str] | None = None
