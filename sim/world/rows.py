"""Where things stand: the one place that knows how the rows of every table are numbered.

A tally has one row a group: first the regions, then the size classes, then the fields. Markets and
programmes are sorted by region or college, then field; cohorts by programme, then stage.
"""

from __future__ import annotations

import numpy as np

from iei.sim.base.compilation import rule
from iei.sim.world.tables import POOL_ROWS, SIZES, STAGES

SIZE_CLASSES = len(SIZES)  # size classes of enterprises


@rule
def size_row(clock, size):
    """Row of a size class among the groups of a tally."""
    return clock.regions + size


@rule
def field_row(clock, k):
    """Row of a field among the groups of a tally."""
    return clock.regions + SIZE_CLASSES + k


@rule
def groups_of(clock, enterprise):
    """Rows of the three groups in which an enterprise counts: region, size class, field."""
    return enterprise.region, size_row(clock, enterprise.size_class), field_row(clock, enterprise.industry)


@rule
def groups_at(clock, g, k):
    """Rows of the two groups in which what happens in region `g` and field `k` counts."""
    return g, field_row(clock, k)


@rule
def market_row(clock, g, k):
    """Row of the market of region `g` and field `k`."""
    return g * clock.fields + k


@rule
def own_market(clock, enterprise):
    """Row of the market in which an enterprise works."""
    return market_row(clock, enterprise.region, enterprise.industry)


@rule
def market_region(clock, m):
    """Region of market `m`."""
    return m // clock.fields


@rule
def market_field(clock, m):
    """Field of market `m`."""
    return m % clock.fields


@rule
def neighbour_field(clock, k, side):
    """Field next to field `k` on the ring of fields; `side` is 1 or -1."""
    return (k + side + clock.fields) % clock.fields


@rule
def programme_row(clock, c, k):
    """Row of the programme of college `c` in field `k`."""
    return c * clock.fields + k


@rule
def programme_college(clock, p):
    """College of programme `p`."""
    return p // clock.fields


@rule
def programme_field(clock, p):
    """Field of programme `p`."""
    return p % clock.fields


@rule
def cohort_row(clock, c, k, stage):
    """Row of the students of college `c` and field `k` in a stage."""
    return programme_row(clock, c, k) * STAGES + stage


@rule
def peers_row(g, size):
    """Row of the enterprises of region `g` and a size class among the peers."""
    return g * SIZE_CLASSES + size


@rule
def reach_row(clock, g, size, k):
    """Row of the levers that reach the enterprises of region `g`, a size class and field `k`."""
    return peers_row(g, size) * clock.fields + k


@rule
def pool_row(m, age):
    """Row of the job seekers of market `m` who wait since `age` terms."""
    return m * POOL_ROWS + age


@rule
def pool_market(row):
    """Market of a row of the pools."""
    return row // POOL_ROWS


@rule
def memory_row(clock, e, i):
    """Row of the `i`-th former partner that enterprise `e` remembers."""
    return e * clock.memory + i


def market_rows(regions: np.ndarray, industries: np.ndarray, fields: int) -> np.ndarray:
    """`market_row` of many enterprises at once."""
    return np.asarray(regions * fields + industries)


def programme_rows(colleges: np.ndarray, fields_taught: np.ndarray, fields: int) -> np.ndarray:
    """`programme_row` of many programmes at once."""
    return np.asarray(colleges * fields + fields_taught)


def size_rows(regions: int) -> slice:
    """Rows of all size classes among the groups of a tally."""
    return slice(regions, regions + SIZE_CLASSES)


def field_rows(regions: int) -> slice:
    """Rows of all fields among the groups of a tally."""
    return slice(regions + SIZE_CLASSES, None)


def table_rows(regions: int, colleges: int, fields: int) -> dict[str, int]:
    """Rows of the tables whose row numbers are computed here; a term of the tallies has `groups`."""
    return {
        "groups": regions + SIZE_CLASSES + fields,
        "markets": regions * fields,
        "peers": regions * SIZE_CLASSES,
        "reached": regions * SIZE_CLASSES * fields,
        "pools": regions * fields * POOL_ROWS,
        "programmes": colleges * fields,
        "cohorts": colleges * fields * STAGES,
    }
