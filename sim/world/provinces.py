"""The 31 provinces of mainland China as regions of a world.

Measured for each province: its vocational colleges, its share of manufacturing enterprises, GDP per
head and private wages (sim/world/data/SOURCES.md). What nobody has measured by province (capacity of
government, awareness, school quality, friction, graduates per post) is taken from the four regions
of the default world by tier: the East is the mean of its two eastern regions, and the North-East
lies half-way between Central and West, since development is ordered East > Central > North-East >
West (evidence 1.22).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from iei.sim.world.settings import Region

TABLE = Path(__file__).parent / "data" / "china_provinces.csv"
PRODUCTIVITY_RANGE = (0.5, 1.5)  # the bounds of the model; only Beijing, Shanghai and Jiangsu reach one

EAST = {
    "capacity_intrinsic": 0.91,
    "support_education": 0.94,
    "support_human_resources": 0.89,
    "support_industry": 0.84,
    "size_tilt": 0.2,
    "awareness_offset": 0.2,
    "school_quality": 1.11,
    "college_friction": 0.8,
    "graduates_ratio": 0.83,
    "certified_target": 0.62,
    "certified_start_offset": 0.02,
    "able_start_offset": 0.03,
    "budget_relative": 1.2,
}
CENTRAL = {
    "capacity_intrinsic": 0.8,
    "support_education": 0.85,
    "support_human_resources": 0.8,
    "support_industry": 0.75,
    "size_tilt": -0.06,
    "awareness_offset": -0.08,
    "school_quality": 0.95,
    "college_friction": 1.15,
    "graduates_ratio": 1.17,
    "certified_target": 0.6,
    "certified_start_offset": -0.01,
    "able_start_offset": 0.0,
    "budget_relative": 0.9,
}
WEST = {
    "capacity_intrinsic": 0.68,
    "support_education": 0.76,
    "support_human_resources": 0.71,
    "support_industry": 0.66,
    "size_tilt": -1,
    "awareness_offset": -0.3,
    "school_quality": 0.82,
    "college_friction": 2,
    "graduates_ratio": 1.5,
    "certified_target": 0.57,
    "certified_start_offset": -0.04,
    "able_start_offset": -0.03,
    "budget_relative": 0.7,
}
NORTH_EAST = {name: round((CENTRAL[name] + WEST[name]) / 2, 4) for name in CENTRAL}
BY_TIER = {"East": EAST, "Central": CENTRAL, "West": WEST, "North-East": NORTH_EAST}


@cache
def provinces() -> tuple[Region, ...]:
    """The 31 provinces, in the order of the statistical code.

    - colleges: vocational colleges and vocational universities, one to one; 1,641 in all;
    - enterprises: share of manufacturing enterprises (an allocation, grade derived);
    - labour markets: in proportion to enterprises, so that no province is denser than another; assumed.
      By cities of prefecture level or by people the East would be denser than the model's wage slope bears
      (docs/facts.md);
    - productivity: GDP per head over the national mean (all GDP over all people), kept within
      `PRODUCTIVITY_RANGE`; derived. Linear, so that the tiers come out near the levels of the
      default world (East 1.30, Central .83);
    - wage level: private wage over the mean in which each province counts by its enterprises;
      derived. Wages of Tibet, Qinghai and Ningxia are raised by allowances and the weight of the
      public sector, which is why they do not enter productivity.
    """
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    weights = [float(row["manufacturing_enterprise_share_pct"]) for row in rows]
    mean_weight = sum(weights) / len(weights)
    counts = [int(row["vocational_colleges"]) + int(row["vocational_universities"]) for row in rows]
    wages = [float(row["wage_private_2021_cny"]) for row in rows]
    national_output = sum(float(row["gdp_2024_100m_cny"]) for row in rows) * 1e8
    people = sum(float(row["population_2024_10k"]) for row in rows) * 1e4
    national_wage = sum(w * wage for w, wage in zip(weights, wages, strict=True)) / sum(weights)
    lower, upper = PRODUCTIVITY_RANGE
    return tuple(
        Region(
            name=row["name_en"].replace(" ", "-"),
            tier=row["tier"],
            enterprises_share=weight / sum(weights),
            colleges_share=count / sum(counts),
            labour_markets=round(weight / mean_weight, 4),
            productivity=round(
                min(max(float(row["gdp_per_capita_2024_cny"]) * people / national_output, lower), upper), 4
            ),
            wage_level=round(wage / national_wage, 4),
            **BY_TIER[row["tier"]],
        )
        for row, weight, count, wage in zip(rows, weights, counts, wages, strict=True)
    )
