"""Docking: a second implementation of the model, written from docs/model.md alone, and its comparison.

Axtell, Axelrod, Epstein and Cohen (1996) call it docking when two programs of one theory are held against
each other. Here the rules are plain NumPy and share no rule with the engine: they begin with the tables that
the engine lays out for term 0 and with its plans of levers, and draw all luck of a run themselves. So the two
can agree in distribution over seeds, not to the bit. `python -m iei.experiments.evidence.docking` compares
them; docs/docking.md has the result.
"""
