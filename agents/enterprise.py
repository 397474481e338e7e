"""The enterprise: its table, its interests and its choice of cooperation."""

import math

from iei.agents.beliefs import clipped
from iei.agents.choice import FORMAL, NEAR_PEER, NONE, another, imitates, logit_choice, norm
from iei.agents.enterprise_interests import utilities
from iei.policies.incentives import subsidy_amount
from iei.sim.base.chance import normal, uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, CALIBRATED, DERIVED, Quantity
from iei.sim.base.table import Column, Table

ENTERPRISES = Table(
    "enterprises",
    "an enterprise",
    Column("region", int, "row", "region", 0),
    Column("industry", int, "row", "main skill field", 0),
    Column("size_class", int, "-", "0 micro, 1 small, 2 medium, 3 large", 0, 3),
    Column("places", int, "persons/link/term", "trainee places n on one link", 1),
    Column("link_capacity", int, "links", "largest number of links", 1),
    Column("fixed_cost_factor", float, "multiplier", "size factor of the fixed cost", 0),
    Column("image", float, "MU/term/link", "image gain of any agreement (E7)", 0),
    Column("scale", float, "MU/term", "money that counts as one unit of utility (A4)", 0),
    Column("productivity", float, "MU/term", "output of a worker of skill 1", 0),
    Column("productive_return", float, "share", "trainees' output over variable cost", 0.2, 1.6),
    Column("taste_none", float, "utility", "fixed taste for no cooperation"),
    Column("taste_formal", float, "utility", "fixed taste for formal cooperation"),
    Column("taste_substantive", float, "utility", "fixed taste for substantive cooperation"),
    Column("awareness_start", float, "share", "awareness at the start", 0, 1),
    Column("awareness", float, "share", "perceived share psi of the long-run benefit (E11)", 0, 1),
    Column("audit_belief", float, "share", "perceived audit probability ph (E11)", 0, 1),
    Column("skill_gain", float, "skill", "expected skill gain of a trainee (A51)", 0, 1),
    Column("strategy", int, "-", "0 none, 1 formal, 2 substantive", 0, 2),
    Column("next_strategy", int, "-", "strategy chosen in this term", 0, 2),
    Column("value_none", float, "utility", "perceived utility of none (E5)"),
    Column("value_formal", float, "utility", "perceived utility of formal (E5)"),
    Column("value_substantive", float, "utility", "perceived utility of substantive (E5)"),
    Column("transfers_expected", float, "MU/term", "subsidy and credit it would receive", 0),
    Column("attentive", bool, "-", "whether a change of transfers makes it revise (A2)"),
    Column("links", int, "count", "live links", 0),
    Column("trust", float, "share", "mean trust over its links", 0, 1),
    Column("deepest", int, "rung", "depth of its deepest link", 0, 5),
    Column("coupling", float, "share", "mean coupling over its links", 0, 0.5),
    Column("subsidised_share", float, "share", "share of its links that the subsidy rule would pay", 0, 1),
    Column("trainees", float, "persons", "trainee places on its links", 0),
    Column("substance", float, "share", "mean joint substance of its links", 0, 1),
    Column("passive_agreement", bool, "-", "has a link and does not perform"),
    Column("audited", bool, "-", "audited in this term"),
    Column("excluded_until", int, "term", "excluded from transfers before this term (A15)", 0),
    Column("links_ended", int, "count", "its links that ended in this term", 0),
    Column("links_cancelled", int, "count", "of these, within four terms of signing", 0),
    Column("links_withdrawn", int, "count", "of these, because it withdrew", 0),
    Column("ended_age", int, "term", "sum over its ended links of their age", 0),
    Column("agreements_ever", int, "count", "agreements signed since term 0", 0),
    Column("first_agreement_term", int, "term", "term of its first agreement, or -1", -1, default=-1),
    Column("score", float, "-", "public evaluation score (E12)"),
    Column("cash", float, "MU", "cash (A50)"),
    Column("training_cost", float, "MU/term", "gross cost of cooperation", 0),
    Column("training_return", float, "MU/term", "output of trainees", 0),
    Column("received", float, "MU/term", "subsidies and credits received", 0),
    Column("penalties", float, "MU/term", "fines and clawback paid", 0),
    Column("posts", float, "persons", "posts wanted (E29)", 0),
    Column("workers", int, "persons", "filled posts", 0),
    Column("vacancies", int, "persons", "open posts", 0),
    Column("mean_skill", float, "skill", "mean effective skill of its workers", 0, 1),
    Column("mean_match", float, "share", "mean field match of its workers", 0, 1),
    Column("value_added", float, "MU/term", "output of the term"),
    Column("wage", float, "MU/term", "mean wage per worker", 0),
    Column("profit", float, "MU/term", "output less wages, training and transfers"),
    Column("declared", float, "MU/term", "cost declared for the tax credit", 0),
    Column("credit", float, "MU/term", "tax credit received", 0),
    Column("shared_surplus", float, "MU/term", "surplus of joint entities left to colleges (A45)", 0),
    Column("peers_awareness", float, "share", "sum of awareness over partners' partners", 0),
    Column("peers_audit_belief", float, "share", "sum of audit beliefs over partners' partners", 0),
    Column("peers_number", int, "count", "partners' partners", 0),
    Column("good_experience", bool, "-", "whether joint work went well in this term (A17)"),
    Column("poached", int, "persons", "fresh trainees lost to rivals in this term", 0),
    Column("trained", int, "persons", "graduates hired through links in this term", 0),
    Column("trained_skill", float, "skill x persons", "sum of their effective skill", 0),
    Column("hires", int, "persons", "graduates and job seekers hired in this term", 0),
    Column("early_quits_expected", float, "persons", "of the hires, who will quit early (A34)", 0),
    Column("retained", float, "persons", "hired through links 0 to 3 terms ago and still there", 0, length=4),
)

QUANTITIES = (
    Quantity("image_value", 0.38, 0, 2, "MU/term/link at n=1", "E7", "modelling choice", CALIBRATED, "img"),
    Quantity("image_size_exponent", 0.7, 0, 1, "-", "E7", "modelling choice", ASSUMED),
    Quantity("formal_cost", 0.15, 0.1, 0.8, "share of c0 Gam", "E7", "modelling choice", CALIBRATED, "cF"),
    Quantity("fixed_cost", 1.9, 0.5, 4, "MU/term/link", "E7", "modelling choice", CALIBRATED, "c0"),
    Quantity(
        "trainee_cost",
        1.5,
        0.8,
        3,
        "MU/term/trainee at w=1",
        "E7",
        "evidence (d): .5 of skilled wage a year",
        DERIVED,
        "c1",
    ),
    Quantity(
        "productive_return",
        1.17,
        0.4,
        1.2,
        "share of variable cost",
        "E7",
        "evidence 3.6, 3.20",
        CALIBRATED,
        "r_p",
    ),
    Quantity("productive_return_spread", 0.3, 0.15, 0.4, "sd", "E7", "evidence (d)", CALIBRATED),
    Quantity(
        "productive_return_depth_slope",
        0.25,
        0,
        0.5,
        "per unit w",
        "E7",
        "evidence (d): .95 shallow, .70 deep",
        DERIVED,
    ),
    Quantity(
        "retention_base", 0.4, 0.2, 0.7, "share", "E7", "evidence (d) CN .35, mature .60", CALIBRATED, "phi"
    ),
    Quantity("skill_gain", 0.13, 0.1, 0.4, "skill", "E7", "modelling choice", CALIBRATED, "Dh"),
    Quantity("wage_floor", 0.3, 0, 1, "MU/term", "E7", "modelling choice", ASSUMED, "w0"),
    Quantity("wage_slope_alone", 0.45, 0.3, 0.8, "share", "E7", "modelling choice", ASSUMED, "om_0"),
    Quantity(
        "wage_slope_density",
        0.12,
        0,
        0.4,
        "share",
        "E7",
        "modelling choice; om rises with n_firms; F12",
        CALIBRATED,
        "om_1",
    ),
    Quantity("productivity", 6, 3, 12, "MU/term at skill 1", "E7", "modelling choice", ASSUMED, "y"),
    Quantity("productivity_spread", 0.15, 0, 0.5, "sd log", "E7", "modelling choice", ASSUMED),
    Quantity("discount", 0.97, 0.85, 0.98, "1/term", "E7", "modelling choice", ASSUMED, "del"),
    Quantity("turnover_density", 0.06, 0.02, 0.3, "1/term", "E7", "modelling choice", CALIBRATED, "pi0"),
    Quantity(
        "density_half",
        10,
        3,
        30,
        "enterprises, at 12.5 sampled enterprises per market",
        "E7",
        "(n-1)/(n-1+n_h) replaces 1-1/n, which is flat above 10",
        ASSUMED,
        "n_h",
    ),
    Quantity("hiring_saving", 1.2, 0.2, 2.5, "MU", "E7", "evidence (d): 3 months of wage", CALIBRATED, "H"),
    Quantity("machine_return", 0.049, 0.02, 0.08, "1/term", "E7", "modelling choice", CALIBRATED, "rho_K"),
    Quantity("coupling_gain", 0.3, 0, 1, "MU/trainee/term", "E19", "modelling choice", ASSUMED),
    Quantity(
        "retention_joint_gain", 0.1, 0, 0.3, "share at depth 5", "E7", "modelling choice, claim 1.12", ASSUMED
    ),
    Quantity("cash_kept", 0.8, 0.5, 1, "share/term", "E7", "modelling choice", ASSUMED),
    Quantity(
        "other_overhead", 0.9, 0, 1, "share of rent not paid out as cash", "E7", "modelling choice", ASSUMED
    ),
    Quantity(
        "skill_gain_learning",
        0.1,
        0,
        0.5,
        "1/term",
        "E7",
        "modelling choice, A51; 0 keeps skill_gain constant",
        ASSUMED,
    ),
)

OUT_OF_REACH = -1000.0  # value of an option that cash does not allow


@rule
def levers_reaching(world, e):
    """Levers in force as they reach enterprise `e`: those targeted at others are 0."""
    enterprise = world.enterprises[e]
    peers = enterprise.region * 4 + enterprise.size_class
    return world.reached[peers * world.clock[0].fields + enterprise.industry]


@rule
def transfer_offer(world, e):
    """Subsidy for one link (MU per term) and tax credit rate that reach enterprise `e` (E8)."""
    enterprise = world.enterprises[e]
    policy = levers_reaching(world, e)
    law = world.governments[enterprise.region].law_in_force
    subsidy = subsidy_amount(policy.subsidy, enterprise.places, law, world.behaviour[0])
    return subsidy, policy.tax_credit


@rule
def weigh_enterprise(world, e):
    """Perceived utilities of enterprise `e` and whether its transfers changed enough to notice.

    `V = U / scale + norm + taste`, plus the common value of staying out (E5, A1, A2).
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    g = enterprise.region
    peers = world.peers[g * 4 + enterprise.size_class]
    market = world.markets[g * clock.fields + enterprise.industry]
    subsidy, credit = transfer_offer(world, e)
    formal, substantive, transfers, cost = utilities(
        enterprise,
        world.governments[g],
        market.density,
        levers_reaching(world, e),
        subsidy * enterprise.subsidised_share,
        credit,
        clock.term,
        clock.subsidy_basis,
        behaviour,
    )
    share_formal = peers.formal / peers.enterprises
    share_substantive = peers.substantive / peers.enterprises
    share_none = 1.0 - share_formal - share_substantive
    enterprise.value_none = behaviour.status_quo_value + norm(share_none, behaviour) + enterprise.taste_none
    enterprise.value_formal = (
        formal / enterprise.scale + norm(share_formal, behaviour) + enterprise.taste_formal
    )
    enterprise.value_substantive = (
        substantive / enterprise.scale + norm(share_substantive, behaviour) + enterprise.taste_substantive
    )
    if enterprise.cash < cost:
        enterprise.value_substantive = OUT_OF_REACH
    if enterprise.strategy == NONE:
        enterprise.value_none += behaviour.habit
    elif enterprise.strategy == FORMAL:
        enterprise.value_formal += behaviour.habit
    else:
        enterprise.value_substantive += behaviour.habit
    change = abs(transfers - enterprise.transfers_expected)
    enterprise.attentive = change > behaviour.attention_threshold * enterprise.scale
    enterprise.transfers_expected = transfers


@rule
def value_of(enterprise, strategy):
    """Perceived utility of one strategy of an enterprise (E5)."""
    if strategy == NONE:
        return enterprise.value_none
    if strategy == FORMAL:
        return enterprise.value_formal
    return enterprise.value_substantive


@rule
def peer_of(world, e):
    """Another enterprise to look at: same region and size class with probability .8 (A3).

    From all when it is alone in its class; itself only when it is alone in the world.
    """
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    peers = world.peers[enterprise.region * 4 + enterprise.size_class]
    near = uniform(clock.seed, clock.term, Purpose.ENTERPRISE_PEER, e, 0) < NEAR_PEER
    u = uniform(clock.seed, clock.term, Purpose.ENTERPRISE_PEER, e, 1)
    if near and peers.enterprises > 1:
        return another(e, peers.first, peers.enterprises, u)
    return another(e, 0, world.enterprises.shape[0], u)


@rule
def choose_strategy(world, e):
    """Strategy of enterprise `e` for this term: keep, imitate, weigh or try at random (E6, A2)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    seed = clock.seed
    term = clock.term
    keeps = uniform(seed, term, Purpose.ENTERPRISE_KEEP, e, 0) < behaviour.keep_probability
    if keeps and not enterprise.attentive:
        return enterprise.strategy
    if uniform(seed, term, Purpose.ENTERPRISE_RANDOM, e, 0) < behaviour.random_choice:
        return int(uniform(seed, term, Purpose.ENTERPRISE_RANDOM, e, 1) * 3.0)
    u = uniform(seed, term, Purpose.ENTERPRISE_CHOICE, e, 0)
    if uniform(seed, term, Purpose.ENTERPRISE_MODE, e, 0) < behaviour.imitation_share:
        peer = world.enterprises[peer_of(world, e)]
        other = value_of(peer, peer.strategy)
        own = value_of(enterprise, enterprise.strategy)
        if imitates(other, own, behaviour.choice_intensity, u):
            return peer.strategy
        return enterprise.strategy
    return logit_choice(
        enterprise.value_none,
        enterprise.value_formal,
        enterprise.value_substantive,
        behaviour.choice_intensity,
        u,
    )


@rule
def start_enterprise(world, e):
    """Seed-dependent state of enterprise `e` at the start of term 0."""
    seed = world.clock[0].seed
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    government = world.governments[enterprise.region]
    enterprise.productivity = (
        behaviour.productivity
        * government.productivity
        * math.exp(behaviour.productivity_spread * normal(seed, 0, Purpose.ENTERPRISE_PRODUCTIVITY, e, 0))
    )
    spread = behaviour.productive_return_spread * normal(seed, 0, Purpose.PRODUCTIVE_RETURN, e, 0)
    enterprise.productive_return = min(1.6, max(0.2, behaviour.productive_return + spread))
    enterprise.taste_none = behaviour.taste_spread * normal(seed, 0, Purpose.ENTERPRISE_TASTE, e, 0)
    enterprise.taste_formal = behaviour.taste_spread * normal(seed, 0, Purpose.ENTERPRISE_TASTE, e, 1)
    enterprise.taste_substantive = behaviour.taste_spread * normal(seed, 0, Purpose.ENTERPRISE_TASTE, e, 2)
    awareness = behaviour.awareness_start + government.awareness_offset
    awareness += behaviour.awareness_start_spread * normal(seed, 0, Purpose.ENTERPRISE_AWARENESS, e, 0)
    enterprise.awareness = clipped(awareness)
    enterprise.awareness_start = enterprise.awareness
    enterprise.audit_belief = behaviour.audit_belief_start
    enterprise.skill_gain = behaviour.skill_gain
    enterprise.posts *= math.exp(0.25 * normal(seed, 0, Purpose.ENTERPRISE_POSTS, e, 0))
    enterprise.subsidised_share = 1.0
    enterprise.trust = behaviour.trust_start
