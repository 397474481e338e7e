"""Indices that show claims, on tallies made by hand with known answers; each test names its claims."""

import numpy as np
import pytest

from iei.sim.outcomes import OUTCOMES, Sums
from iei.sim.outcomes.tallies import TALLIES


def outcome(name, fields=(), regions=(), **totals):
    """An outcome of one term, from tallies of the whole world, by field and by region."""

    def tallies(groups, columns):
        table = np.zeros((1, groups, len(TALLIES.dtype.names)))
        for column, values in columns.items():
            table[0, :, TALLIES.dtype.names.index(column)] = values
        return table

    by_field, by_region = dict(fields), dict(regions)
    world = tallies(1, {column: [value] for column, value in totals.items()})[:, 0]
    sums = Sums(world, tallies(2, by_region), tallies(3, by_field))
    return float(OUTCOMES[name].of(sums)[0])


APART = {"vacancies": 9, "unemployed": 7, "matchable": 0}
TOGETHER = {"vacancies": 12, "unemployed": 4, "matchable": np.sqrt(9 * 3) + np.sqrt(3 * 1)}
CHAIN = {"students": [1, 0, 0], "graduates": [0, 1, 0], "posts": [0, 0, 1]}
BALANCED = {"students": [6, 3, 3], "graduates": [2, 1, 1], "posts": [20, 10, 10]}
ALIKE = {"links": 2, "benefit_enterprise_squared": 2, "benefit_college_squared": 8, "benefit_product": 4}


PLACED = {"placed_link": 1, "placed_open": 3, "placed_spill_region": 1, "placed_spill_field": 1}
FOUND = PLACED | {"absorbed_outside": 2, "pool_exits": 1, "unemployed": 1}


def before(counts):
    """The same counts before anybody is placed."""
    names = {"vacancies": "open_before", "unemployed": "seekers_before", "matchable": "matchable_before"}
    return {names[name]: value for name, value in counts.items()}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (lambda: outcome("mismatch_index", **APART), 1),  # 1.2: vacancies and seekers never meet
        (lambda: outcome("mismatch_index", **TOGETHER), 0),
        (lambda: outcome("mismatch_at_graduation", **before(APART)), 1),
        (lambda: outcome("mismatch_at_graduation", **before(TOGETHER)), 0),
        (lambda: outcome("seat_gap_in_region", seat_gap_posts=6, posts=30), 0.2),
        (lambda: outcome("employment_own_field", **FOUND), 0.5),
        (lambda: outcome("employment_other_field", **FOUND), 0.1),
        (lambda: outcome("employment_outside", **FOUND), 0.2),
        (lambda: outcome("employment_rate", **FOUND), 0.8),  # the sum of the three parts
        (lambda: outcome("programme_changes", openings=2, closings=1, programmes=60), 0.05),
        (lambda: outcome("chain_gap", CHAIN), 1),  # 2.2g: three chains without a common field
        (lambda: outcome("chain_gap", BALANCED), 0),
        (lambda: outcome("regional_gap", regions={"enterprises": 10, "training": [0, 10]}), 0.5),  # 2.2b
        (lambda: outcome("regional_gap", regions={"enterprises": [10, 30], "training": [2, 6]}), 0),
        (lambda: outcome("mode_entropy", mode_0=7), 0),  # 2.2d: a single form
        (lambda: outcome("mode_entropy", **{f"mode_{m}": 4 for m in range(6)}), 1),
        (lambda: outcome("conflict_index", **ALIKE), 0),  # 2.4i: both gain from the same links
        (lambda: outcome("conflict_index", **ALIKE | {"benefit_product": -4}), 2),
        (lambda: outcome("paper_gap", links=2, signed_substance=1.2, substance=0.3), 0.75),  # 2.1e
        (lambda: outcome("paper_gap", links=2, signed_substance=1.2, substance=1.2), 0),
    ],
)
def test_indices_have_their_known_values(value, expected):
    """Claims 1.2, 2.1e, 2.2b, 2.2d, 2.2g, 2.4i."""
    assert value() == pytest.approx(expected, abs=1e-12)
