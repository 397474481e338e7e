"""Which groups a tally is counted in: what has no size class has no number for one, not the number 0."""

from __future__ import annotations

import numpy as np

from iei.sim.outcomes.definition import Array
from iei.sim.outcomes.talent_tallies import PLACEMENT_COLUMNS, STUDENT_COLUMNS, TEACHER_COLUMNS
from iei.sim.outcomes.tallies import COLUMN, COOPERATION_COLUMNS
from iei.sim.world.rows import field_rows, size_rows


def _between(first: str, last: str) -> tuple[str, ...]:
    names = [column.name for column in COOPERATION_COLUMNS]
    return tuple(names[names.index(first) : names.index(last) + 1])


# Colleges, teachers and governments are of a region; students, job seekers and programmes of a field too.
REGION_ONLY = (
    *("colleges", "colleges_active", "colleges_linked", "friction", "college_awareness", "ability_gap"),
    *("college_substance", "college_substance_squared", "seat_gap_posts"),
    *_between("governments", COOPERATION_COLUMNS[-1].name),
    *(column.name for column in TEACHER_COLUMNS),
)
NO_SIZE = (
    *("forecast_error", "estimates", "shared_places", "movers_lost"),
    *(column.name for column in STUDENT_COLUMNS),
    *(column.name for column in PLACEMENT_COLUMNS),
)


def counted(tallies: Array, regions: int) -> Array:
    """Tallies (terms, groups, columns) with NaN where a column is not counted in a kind of group."""
    values = np.array(tallies, dtype=float)
    sizes, fields = size_rows(regions), field_rows(regions)
    for name in REGION_ONLY:
        values[:, sizes, COLUMN[name]] = np.nan
        values[:, fields, COLUMN[name]] = np.nan
    for name in NO_SIZE:
        values[:, sizes, COLUMN[name]] = np.nan
    return values
