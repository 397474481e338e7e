"""Search for partners: whom a college sees, how it ranks them, who would accept (E13, E14)."""

import math

import numpy as np

from iei.agents.choice import ACTIVE, NONE, logistic
from iei.policies.evaluation import score_reading
from iei.policies.platform import visible_number
from iei.sim.base.chance import WORDS, four_uniforms, gumbel, one_of_four, uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.cooperation.links import remembered_trust
from iei.sim.world.rows import market_row, programme_row

QUANTITIES = (
    Quantity(
        "visible_base",
        default=12,
        lower=5,
        upper=20,
        unit="enterprises",
        equation="E13",
        source="modelling choice",
        grade=ASSUMED,
        symbol="v0",
        integer=True,
    ),
    Quantity(
        "proposals_passive",
        default=2,
        lower=0,
        upper=4,
        unit="per term",
        equation="E13",
        source="modelling choice",
        grade=ASSUMED,
        symbol="",
        integer=True,
    ),
    Quantity(
        "proposals_active",
        default=4,
        lower=1,
        upper=6,
        unit="per term",
        equation="E13",
        source="modelling choice",
        grade=ASSUMED,
        symbol="prop",
        integer=True,
    ),
    Quantity(
        "size_preference",
        default=0.55,
        lower=0,
        upper=1,
        unit="per log place",
        equation="E13",
        source="modelling choice for fact F1",
        grade=ASSUMED,
    ),
    Quantity(
        "proximity",
        default=2,
        lower=0,
        upper=4,
        unit="log score",
        equation="E13",
        source="modelling choice",
        grade=ASSUMED,
        symbol="prox",
    ),
    Quantity(
        "elsewhere_rarity",
        default=6,
        lower=1,
        upper=50,
        unit="multiplier",
        equation="E13",
        source="modelling choice",
        grade=ASSUMED,
    ),
)

DRAWS = 4  # for one enterprise to be seen; a limit of work, as some are drawn twice


@rule
def reach(world, c):
    """Enterprises in the offered fields of college `c`: in its region, and everywhere."""
    clock = world.clock[0]
    own = 0
    everywhere = 0
    for k in range(clock.fields):
        if world.programmes[programme_row(clock, c, k)].offered:
            own += world.markets[market_row(clock, world.colleges[c].region, k)].enterprises
            for g in range(clock.regions):
                everywhere += world.markets[market_row(clock, g, k)].enterprises
    return own, everywhere


@rule
def visible_enterprise(world, c, u, own, everywhere):
    """One enterprise of an offered field, drawn at random; other regions weigh less (E13, A21).

    u : uniform number in (0, 1)
    own, everywhere : numbers of enterprises in offered fields in the college's region and in all
    """
    clock = world.clock[0]
    home = world.colleges[c].region
    elsewhere = 1.0 / world.behaviour[0].elsewhere_rarity
    mark = u * (own + (everywhere - own) * elsewhere)
    at_home = mark < own
    rest = int(mark) if at_home else int((mark - own) / elsewhere)
    for step in range(clock.regions):
        g = home if at_home else step
        if at_home or g != home:
            for k in range(clock.fields):
                if world.programmes[programme_row(clock, c, k)].offered:
                    market = world.markets[market_row(clock, g, k)]
                    if rest < market.enterprises:
                        return world.market_members[market.first + rest]
                    rest -= market.enterprises
        if at_home:
            break
    return -1  # rounding at the very end of the interval


@rule
def partner_score(world, c, e):
    """Score of enterprise `e` for college `c` before chance; what is published counts (E13, A21, B18)."""
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    programme = world.programmes[programme_row(world.clock[0], c, enterprise.industry)]
    score = behaviour.size_preference * math.log(enterprise.places)
    score += programme.relevance + remembered_trust(world, e, c)
    if enterprise.region == world.colleges[c].region:
        score += behaviour.proximity
    policy = world.policies[enterprise.region]
    published = score_reading(enterprise.score, policy.evaluation, policy.standards, behaviour)
    return score + behaviour.score_pull * published


@rule
def is_partner(partners, c, number, e):
    """Whether enterprise `e` is among the first `number` partners of college `c`."""
    for i in range(number):
        if partners[c, i] == e:
            return True
    return False


@rule
def willing(world, e):
    """Whether enterprise `e` wants some cooperation and has room for one more link (A22)."""
    enterprise = world.enterprises[e]
    return enterprise.strategy != NONE and enterprise.links < enterprise.link_capacity


@rule
def accepts(world, e, c, purpose):
    """Whether a willing enterprise accepts this college: by its gain and what is published (E14, B18)."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    gain = max(enterprise.value_formal, enterprise.value_substantive) - enterprise.value_none
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    policy = world.policies[college.region]
    published = score_reading(college.score, policy.evaluation, policy.standards, behaviour)
    u = uniform(clock.seed, clock.term, purpose, e, c)
    return u < logistic(behaviour.choice_intensity * gain + behaviour.score_pull * published)


@rule(allocates=True)
def proposals_of(world, c, partners):
    """Enterprises that college `c` proposes to in this term, best first, -1 where there are none (E13)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    policy = world.policies[college.region]
    active = college.strategy == ACTIVE
    number = int(behaviour.proposals_active if active else behaviour.proposals_passive)
    chosen = np.full(number, -1)
    own, everywhere = reach(world, c)
    if number == 0 or everywhere == 0 or college.links >= college.link_capacity:
        return chosen
    visible = min(visible_number(policy.platform, policy.liaison, behaviour), everywhere)
    seen = np.full(visible, -1)
    scores = np.zeros(visible)
    found = 0
    draws = (0.0, 0.0, 0.0, 0.0)
    for attempt in range(DRAWS * visible):
        word = attempt % WORDS
        if word == 0:
            draws = four_uniforms(clock.seed, clock.term, Purpose.VISIBLE, c, attempt // WORDS)
        e = visible_enterprise(world, c, one_of_four(draws, word), own, everywhere)
        known = e < 0 or is_partner(partners, c, college.links, e)
        for i in range(found):
            known = known or seen[i] == e
        if not known:
            seen[found] = e
            noise = gumbel(clock.seed, clock.term, Purpose.PROPOSAL, e, c)
            scores[found] = partner_score(world, c, e) + noise
            found += 1
            if found == visible:
                break
    for rank in range(min(number, found)):
        best = 0
        for i in range(found):
            if scores[i] > scores[best]:
                best = i
        chosen[rank] = seen[best]
        scores[best] = -np.inf
    return chosen
