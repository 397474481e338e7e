"""Stored results of an experiment as they are shown in a notebook: tables and figures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from iei.experiments.analyse.stored_results import StoredResults
from iei.experiments.show.figure_style import Figure
from iei.experiments.show.figures import drawn, figure_of
from iei.experiments.show.summary import comparison_html, sorted_scenarios, table_outcomes


@dataclass(frozen=True, repr=False)
class Results(StoredResults):
    """What is stored of one experiment, with its table and figures.

    The last line of a notebook's cell shows the table of the comparison.
    """

    def _repr_html_(self) -> str:
        return comparison_html(self)

    @property
    def table(self) -> pd.DataFrame:
        """The comparison with a row a scenario, best first, and the columns of `comparison` by outcome."""
        shown = ["mean", "difference", "lower", "upper", "clear"]
        wide = self.comparison.pivot(index="scenario", columns="outcome", values=shown).swaplevel(axis=1)
        order = sorted_scenarios(self.comparison, table_outcomes(self))
        return wide.loc[order, [(outcome, column) for outcome in self.outcomes for column in shown]]

    def plot(self, name: str = "differences") -> Figure:
        """One figure: ``differences``, ``cost``, ..., or an outcome over time by its name.

        Nothing is written. Raises `InvalidInput` for a figure that these results do not allow.
        """
        return figure_of(self, name)

    def figures(self) -> dict[str, Figure]:
        """All figures that these results allow, by name; nothing is written."""
        return drawn(self)
