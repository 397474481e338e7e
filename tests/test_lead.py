"""How governments choose their lead: what they are judged by, habit, and others (E38a, E5, E6, B20)."""

import numpy as np
import pytest
from claim_world import started
from paired_province import effect, effect_of, summaries

from iei.agents.choice import IMITATED, KEPT, NOT_IMITATED, TRIED
from iei.agents.lead import choose_lead, lead_gain, score_room, social_room
from iei.agents.tables import GOVERNMENTS
from iei.sim.outcomes import OUTCOMES

COUNCIL = ("policy=council",)
REGION = {"capacity": 0.5, "colleges": 2, "links": 6, "mean_substance": 0.2, "posts_start": 100.0}
REGION |= {"vacancies": 10, "placed_in_field": 0.7}


@pytest.fixture
def gain(record, behaviour_of):
    """`gain(strongest, evaluation, standards)`: value of a strong lead in a region, free of cost."""

    def found(strongest, evaluation=0.0, standards=0.0, region=REGION, **behaviour):
        government = record(GOVERNMENTS, **region)
        return lead_gain(government, 0.0, strongest, evaluation, standards, behaviour_of(**behaviour))

    return found


def test_what_a_region_lacks(record, behaviour_of):
    """Open posts miss output and workers, graduates their field; a score misses agreements or substance."""
    government, behaviour = record(GOVERNMENTS, **REGION), behaviour_of(score_norm_agreements=6)
    assert social_room(government) == pytest.approx(0.1 + 0.3 + 0.1)
    assert score_room(government, 0.0, behaviour) == pytest.approx(1 - 3 / 6)
    assert score_room(government, 1.0, behaviour) == pytest.approx(0.8)


def test_the_gain_of_leading_is_the_room_within_reach(gain, behaviour_of):
    behaviour = behaviour_of()
    reach = (1 - behaviour.lead_weak) * 0.5 * 0.8 * behaviour.lead_effect_expected
    judged = behaviour.lead_evaluation * (0.5 * 0.5 + 0.5 * 0.8)  # a validity of one half
    expected = reach * (behaviour.government_benefit_weight * 0.5 + judged) - behaviour.government_admin
    assert gain(0.8, evaluation=1.0, evaluation_validity=0.5) == pytest.approx(expected)


def test_who_has_nothing_to_lead_gains_nothing(gain, behaviour_of):
    nothing = -behaviour_of().government_admin
    assert gain(0.0, evaluation=1.0) == nothing
    assert gain(1.0, evaluation=1.0, lead_weak=1.0) == nothing


def test_paper_satisfies_an_evaluation_that_counts(gain):
    """Where agreements are many and empty only a valid evaluation makes a government lead."""
    paper = REGION | {"links": 100, "mean_substance": 0.05}
    counting = gain(1.0, evaluation=1.0, region=paper, evaluation_validity=0.0)
    assert counting == pytest.approx(gain(1.0, region=paper))
    assert gain(1.0, evaluation=1.0, standards=1.0, region=paper, evaluation_validity=0.0) > counting


def choices(column, **behaviour):
    """How the governments of a classroom choose: reasons and leads, the first of which does best."""
    world = started(**({"government_keep": 0, "government_random": 0, "government_imitation": 0} | behaviour))
    world.governments["utility"] = 0.0
    world.governments["utility"][0], world.governments["led_strongly"][0] = 100.0, True
    leads = [bool(choose_lead(world, g)) for g in range(len(world.governments))]
    return np.array(world.governments[column]), leads, np.array(world.governments["peer"])


def test_governments_keep_try_and_imitate_the_better_one():
    reason, leads, _ = choices("reason", government_keep=1.0)
    assert (set(reason), leads) == ({KEPT}, [True, *[False] * (len(leads) - 1)])
    assert set(choices("reason", government_random=1.0)[0]) == {TRIED}
    reason, leads, peer = choices("reason", government_imitation=1.0)
    assert reason[0] == NOT_IMITATED
    assert leads[0]
    for g in range(1, len(leads)):
        assert peer[g] != g
        assert peer[g] != 0 or (reason[g] == IMITATED and leads[g])
    assert 0 in peer[1:]


def test_an_evaluated_government_leads():
    """Claims 2.2a, 3.1g: being judged makes governments lead, in whole runs."""
    judged = effect("strong_lead_share", [*COUNCIL, "+policy.council.evaluation=0.5"], COUNCIL)
    assert judged > 3
    evaluated = [*COUNCIL, "+policy.council.evaluation=0.5"]
    assert effect_of("strong_lead_share", evaluated, "lead_evaluation", on=3) > 3


def test_social_benefit_makes_governments_lead():
    assert effect_of("strong_lead_share", COUNCIL, "government_benefit_weight", on=1, seeds=48) > 3


def test_without_a_lever_there_is_no_lead_to_report():
    column = list(OUTCOMES).index("strong_lead_share")
    assert np.isnan(summaries(("policy=none",), 2)[:, column]).all()
    assert not np.isnan(summaries(COUNCIL, 2)[:, column]).any()
