"""Pairs of small worlds, with and without a change, for tests of the labour market."""

import numpy as np
from talent_world import add_links, run_talent_term, started_world, tally


def with_orders(world):
    """Deep links that place graduates, and half of the trainees under order."""
    add_links(world, depth=5, substance=0.9, trust=0.8)
    world.policies["orders"] = world.reached["orders"] = 0.5
    return world


def paired(change, outcome, terms=9, seeds=4, **behaviour):
    """Change of a number between worlds with and without `change`, one value a seed."""
    differences = []
    for seed in range(seeds):
        worlds = [started_world(seed=seed, **behaviour) for _ in range(2)]
        change(worlds[1])
        for world in worlds:
            for _ in range(terms):
                run_talent_term(world)
        differences.append(outcome(worlds[1]) - outcome(worlds[0]))
    return np.array(differences)


def total(name):
    return lambda world: tally(world, name).sum()
