"""What enterprises learn about the worth of trained workers: from own hires, partners and results (A51).

Seen is the mean effective skill of graduates hired through links less that of open-market hires of the same
region and field, in the same term: what a trained worker brings for the same posts.
"""

from iei.agents.enterprise import levers_reaching
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.world.rows import own_market, programme_row

QUANTITIES = (
    Quantity(
        "skill_gain_learning",
        default=0.1,
        lower=0,
        upper=0.5,
        unit="1/term",
        equation="E7",
        source="modelling choice, A51; 0: own hires teach nothing",
        grade=ASSUMED,
    ),
    Quantity(
        "skill_gain_partners",
        default=0.1,
        lower=0,
        upper=0.5,
        unit="1/term",
        equation="E7",
        source="modelling choice, A51; 0: partners' other partners teach nothing",
        grade=ASSUMED,
    ),
    Quantity(
        "skill_gain_published",
        default=0.1,
        lower=0,
        upper=0.5,
        unit="1/term at full evaluation",
        equation="E7",
        source="modelling choice, A51; 0: published results teach nothing",
        grade=ASSUMED,
    ),
)


@rule
def closer_belief(belief, trained_skill, trained, market, rate):
    """Belief in the skill gain of a trainee after seeing these hires through links (A51).

    trained_skill, trained : sum of their effective skill, and their number; rate : share of the way to what
    is seen. Without hires of both kinds nothing is seen.
    """
    if trained == 0 or market.open_hires == 0:
        return belief
    seen = trained_skill / trained - market.open_skill / market.open_hires
    return min(1.0, max(0.0, belief + rate * (seen - belief)))


@rule
def learn_from_own_hires(enterprise, market, behaviour):
    """The own trainees are compared with the market's open hires (A51)."""
    enterprise.skill_gain = closer_belief(
        enterprise.skill_gain,
        enterprise.trained_skill,
        enterprise.trained,
        market,
        behaviour.skill_gain_learning,
    )


@rule
def learn_from_published_results(world, e):
    """Where results are evaluated and published, everybody sees what trainees of the market brought (A51)."""
    enterprise = world.enterprises[e]
    market = world.markets[own_market(world.clock[0], enterprise)]
    rate = world.behaviour[0].skill_gain_published * levers_reaching(world, e).evaluation
    enterprise.skill_gain = closer_belief(
        enterprise.skill_gain, market.link_skill, market.link_hires, market, rate
    )


@rule
def learn_from_partners(world, l):
    """The enterprise of link `l` hears of all whom its partner's programme placed through links (A51)."""
    clock = world.clock[0]
    link = world.links[l]
    enterprise = world.enterprises[link.enterprise]
    programme = world.programmes[programme_row(clock, link.college, link.field)]
    market = world.markets[own_market(clock, enterprise)]
    enterprise.skill_gain = closer_belief(
        enterprise.skill_gain,
        programme.link_skill,
        programme.link_hires,
        market,
        world.behaviour[0].skill_gain_partners,
    )


@rule
def learn_what_training_brings(world):
    """Everybody learns from this term's hires what trained workers are worth (A51)."""
    behaviour = world.behaviour[0]
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        market = world.markets[own_market(world.clock[0], enterprise)]
        learn_from_own_hires(enterprise, market, behaviour)
        learn_from_published_results(world, e)
    for l in range(world.clock[0].links):
        learn_from_partners(world, l)
