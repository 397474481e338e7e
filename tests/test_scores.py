"""Published scores are read by those who look for partners, colleges and families (E11-E14, E25b, B18)."""

import numpy as np
import pytest
from claim_world import started
from paired_province import effect, effect_of

from iei.policies.evaluation import score_reading, score_spread
from iei.sim.cooperation.evaluation import score_agents
from iei.sim.cooperation.search import accepts, partner_score
from iei.sim.talent.intake import intake_growth

EVALUATED = ("policy=evaluation", "+policy.evaluation.standards={value: 1, parts: [evaluation]}")


def test_a_score_counts_by_its_precision(behaviour_of):
    """Claims 2.1h, 3.2d: nothing without evaluation, all without noise, a part of it in between."""
    assert score_reading(0.6, 0.0, 1.0, behaviour_of()) == 0
    assert score_reading(0.6, 1.0, 0.0, behaviour_of(score_noise=0)) == pytest.approx(0.6)
    behaviour = behaviour_of(score_prior_spread=0.25)
    noise = score_spread(1.0, 0.5, behaviour)
    assert score_reading(0.6, 1.0, 0.5, behaviour) == pytest.approx(0.6 * 0.25**2 / (0.25**2 + noise**2))
    readings = [score_reading(0.6, 0.5, standards, behaviour) for standards in (0.3, 0.6, 1.0)]
    assert (np.diff(readings) > 0).all()


def evaluated_world(**behaviour):
    """A classroom whose regions are evaluated, with one known score of one half a kind."""
    world = started(**behaviour)
    world.policies["evaluation"] = world.policies["standards"] = 1.0
    world.enterprises["score"][0] = world.colleges["score"][0] = 0.5
    return world


def test_whoever_is_well_known_is_sought_and_accepted():
    """E13, E14: log odds rise by `score_pull` times what is read from the score."""
    plain, read = (evaluated_world(score_pull=pull) for pull in (0.0, 4.0))
    reading = score_reading(0.5, 1.0, 1.0, read.behaviour[0])
    assert partner_score(read, 0, 0) - partner_score(plain, 0, 0) == pytest.approx(4 * reading)
    assert partner_score(read, 0, 1) == partner_score(plain, 0, 1)
    for world in (plain, read):
        world.enterprises["value_formal"] = world.enterprises["value_none"] = 0.0
        world.enterprises["value_substantive"] = -9.0
    read.behaviour["score_pull"] = 1e6
    assert all(accepts(read, e, 0, 63) for e in range(len(read.enterprises)))
    assert not all(accepts(plain, e, 0, 63) for e in range(len(plain.enterprises)))


def test_families_prefer_better_known_colleges(behaviour_of):
    """E25b: in the mean of a region nobody gains by it."""
    behaviour = behaviour_of(intake_score=0.3)
    growth = [intake_growth(1.0, 0.6, 0.6, 0.0, published, behaviour) for published in (-0.1, 0.0, 0.1)]
    assert growth == pytest.approx([-0.03, 0, 0.03])


def test_the_mean_of_a_region_is_that_of_its_colleges():
    world = started()
    score_agents(world)
    for g, government in enumerate(world.governments):
        scores = world.colleges["score"][world.colleges["region"] == g]
        assert government["score_mean"] == pytest.approx(scores.mean())


def test_scores_form_partnerships():
    """Claims 2.1h, 3.1f: more links are signed where scores can be read, in whole runs."""
    assert effect_of("links_signed", EVALUATED, "score_pull", on=12) > 3


def test_colleges_learn_from_scores_that_measure_substance():
    """Claim 3.1f: a score that is noise teaches nothing, its mean is zero."""
    assert effect_of("college_awareness", EVALUATED, "awareness_score", on=0.2) > 10


def test_families_read_substance_in_scores():
    """Claim 3.2d: students go where joint work teaches them; a score that is noise leads nowhere."""
    assert effect_of("practical_skill", EVALUATED, "intake_score", on=0.3, seeds=48) > 3


def test_evaluation_makes_scores_valid():
    """Claims 2.1h, 3.1f: they say who works together, and hardly do without evaluation and its standards."""
    assert effect("score_validity", EVALUATED, ("policy=none",)) > 10
