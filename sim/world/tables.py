"""The tables of the world that belong to no single agent, and the world itself.

`iei.sim.world.rows` knows how rows are numbered. Every array has its fixed length for a whole run; live
links are the first ``clock.links`` rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iei.sim.base.table import Column, Table

TERMS_A_YEAR = 2  # even terms are autumns: intake and graduation
STAGES = 6  # terms of a three-year programme
LAST_YEAR = STAGES - TERMS_A_YEAR  # first stage of the last year, the year of internships
MAXIMUM_COMPONENTS = 8  # skill components that fit in a row
POOL_ROWS = 8  # longest stay of a job seeker in the pool, terms
REFERENCE_PLACES = 8.0  # trainees on the link for which coefficients "at n=8" are stated
SIZES = ("micro", "small", "medium", "large")
TIERS = ("East", "Central", "West", "North-East")
DEPTHS = ("none", "formal agreement", "joint plan", "joint curriculum", "joint delivery", "joint employment")
FORMAL_AGREEMENT, JOINT_PLAN, JOINT_CURRICULUM, JOINT_DELIVERY, JOINT_EMPLOYMENT = 1, 2, 3, 4, 5  # rungs
SUBSTANCE_OF_DEPTH = (0.0, 0.1, 0.3, 0.55, 0.8, 1.0)  # w_d: the scale on which joint work is measured (E16)
NEWCOMER_SUBSTANCE = SUBSTANCE_OF_DEPTH[JOINT_PLAN]  # w_2: what a newcomer plans for (A4)
INTERNSHIP = 0  # bit of the form with which cooperation begins
MODES = ("internship", "order class", "joint base", "staff exchange", "service and R&D", "apprenticeship")
ORDER_CLASS, JOINT_BASE, STAFF_EXCHANGE, SERVICE, APPRENTICESHIP = 1, 2, 3, 4, 5  # bits after internship
FORMS = len(MODES)  # forms of cooperation

CLOCK = Table(
    "clock",
    "the run (one row)",
    Column("seed", int, unit="-", about="seed of the run", lower=0),
    Column("term", int, unit="term", about="current term, 0 = autumn 2012, negative in the warm-up"),
    Column("tallied", int, unit="term", about="term that is counted, 0 in the warm-up too", lower=0),
    Column("warm_up", int, unit="term", about="terms before term 0", lower=0),
    Column("terms", int, unit="term", about="length of the run", lower=1),
    Column("policy_start", int, unit="term", about="term in which policies start", lower=0),
    Column("regions", int, unit="count", about="number of regions G", lower=1),
    Column("fields", int, unit="count", about="number of skill fields K", lower=1),
    Column(
        "components",
        int,
        unit="count",
        about="number of skill components M",
        lower=1,
        upper=MAXIMUM_COMPONENTS,
    ),
    Column("memory", int, unit="count", about="former partners an enterprise remembers", lower=0),
    Column("fields_per_college", int, unit="count", about="fields that a college teaches", lower=1),
    Column("links", int, unit="count", about="live links", lower=0),
    Column(
        "subsidy_basis",
        int,
        unit="-",
        about="0 agreement, 1 start, 2 first, 3 joint substance (E8)",
        lower=0,
        upper=3,
    ),
    Column("risk_based_audit", bool, unit="-", about="whether audits go to low scores first (E9)"),
)

FIELDS = Table(
    "fields",
    "a skill field",
    Column(
        "frontier",
        float,
        unit="-",
        about="position of the industry skill frontier (E22)",
        length=MAXIMUM_COMPONENTS,
    ),
    Column("frontier_last", float, unit="-", about="frontier one term ago", length=MAXIMUM_COMPONENTS),
    Column(
        "frontier_public",
        float,
        unit="-",
        about="frontier one year ago, which everybody knows",
        length=MAXIMUM_COMPONENTS,
    ),
    Column(
        "drift",
        float,
        unit="-",
        about="unit vector of the frontier's drift",
        lower=-1,
        upper=1,
        length=MAXIMUM_COMPONENTS,
    ),
    Column("growth", float, unit="1/term", about="growth of demand for the field (E29)"),
)

PROGRAMMES = Table(
    "programmes",
    "a college's programme in one field",
    Column("offered", bool, unit="-", about="whether it takes new students"),
    Column("taught", bool, unit="-", about="offered, or closed and with students who are taught to the end"),
    Column("age", int, unit="term", about="terms for which it has been offered", lower=0),
    Column("seats_share", float, unit="share", about="share of the college's intake (E25)", lower=0, upper=1),
    Column("demand_estimate", float, unit="share", about="estimated share of demand (E23)", lower=0, upper=1),
    Column(
        "believed", float, unit="share", about="share that the college plans with (E25a)", lower=0, upper=1
    ),
    Column("curriculum", float, unit="-", about="curriculum position (E24)", length=MAXIMUM_COMPONENTS),
    Column(
        "relevance",
        float,
        unit="share",
        about="relevance m of the curriculum to the frontier (E22)",
        lower=0,
        upper=1,
    ),
    Column(
        "curriculum_substance",
        float,
        unit="share",
        about="1 - prod(1 - J) over its links (A25)",
        lower=0,
        upper=1,
    ),
    Column(
        "coverage",
        float,
        unit="share",
        about="students of the last year with a joint place (A25)",
        lower=0,
        upper=1,
    ),
    Column("joint_plan", bool, unit="-", about="whether one of its links is at a joint plan or deeper"),
    Column(
        "practice_substance",
        float,
        unit="share",
        about="the same for practice hours, which internships open (B17)",
        lower=0,
        upper=1,
    ),
    Column(
        "teaching_substance",
        float,
        unit="share",
        about="the same for teachers, whom staff exchange opens",
        lower=0,
        upper=1,
    ),
    Column(
        "frontier_substance",
        float,
        unit="share",
        about="the same for the frontier, which service and R&D open",
        lower=0,
        upper=1,
    ),
    Column("joint_students", float, unit="persons", about="joint places weighted by substance", lower=0),
    Column("base_students", float, unit="persons", about="of these in joint bases", lower=0),
    Column(
        "order_share",
        float,
        unit="share",
        about="students of the last year under order (E30)",
        lower=0,
        upper=1,
    ),
    Column("graduates", int, unit="persons", about="this term's graduates who are not yet placed", lower=0),
    Column("graduate_general_skill", float, unit="skill", about="their mean general skill", lower=0, upper=1),
    Column(
        "graduate_practical_skill", float, unit="skill", about="their mean practical skill", lower=0, upper=1
    ),
    Column(
        "trainee_advantage",
        float,
        unit="skill",
        about="practical skill of trainees among them above that mean",
        lower=0,
        upper=1,
    ),
    Column("link_hires", int, unit="persons", about="of them hired through links in this term", lower=0),
    Column("link_skill", float, unit="skill", about="sum of the effective skill of these", lower=0),
)

COHORTS = Table(
    "cohorts",
    "the students of a programme in one stage",
    Column("persons", int, unit="persons", about="students", lower=0),
    Column("general_skill", float, unit="skill", about="mean general skill", lower=0, upper=1),
    Column("practical_skill", float, unit="skill", about="mean practical skill", lower=0, upper=1),
    Column(
        "joint_gain",
        float,
        unit="skill",
        about="practical skill of those with a joint place above others",
        lower=0,
        upper=1,
    ),
)

LINKS = Table(
    "links",
    "a cooperation between a college and an enterprise in a field",
    Column("college", int, unit="row", about="college", lower=0),
    Column("enterprise", int, unit="row", about="enterprise", lower=0),
    Column("field", int, unit="row", about="field", lower=0),
    Column(
        "depth",
        int,
        unit="rung",
        about="1 agreement, 2 plan, 3 curriculum, 4 delivery, 5 employment",
        lower=1,
        upper=5,
    ),
    Column("trust", float, unit="share", about="trust T (E16)", lower=0, upper=1),
    Column("age", int, unit="term", about="terms since signing", lower=0),
    Column(
        "substantive_age", int, unit="term", about="terms in a row in which both were substantive", lower=0
    ),
    Column(
        "passive_terms", int, unit="term", about="terms in a row in which neither was substantive", lower=0
    ),
    Column("effort_enterprise", float, unit="share", about="substantive effort aE", lower=0, upper=1),
    Column("effort_college", float, unit="share", about="substantive effort aC", lower=0, upper=1),
    Column("substance", float, unit="share", about="joint substance J = w aE aC (E16)", lower=0, upper=1),
    Column("coupling", float, unit="share", about="common interest (E19)", lower=0, upper=0.5),
    Column("modes", int, unit="bits", about="forms of cooperation in use (E18)", lower=0, upper=63),
    Column("joint_entity", bool, unit="-", about="whether it is a joint entity (E21)"),
    Column("brokered", bool, unit="-", about="introduced by the government"),
    Column("proposed_by_enterprise", bool, unit="-", about="first proposed by the enterprise"),
    Column("first_agreement", bool, unit="-", about="the first agreement ever of the enterprise"),
    Column("audited", bool, unit="-", about="audited in this term"),
    Column("detected", bool, unit="-", about="found not to perform in this term"),
    Column("subsidy", float, unit="MU/term", about="subsidy received in this term (E8)", lower=0),
    Column("rose", bool, unit="-", about="reached a higher rung in this term"),
    Column(
        "element_index", float, unit="share", about="geometric mean of the four flows (E20)", lower=0, upper=1
    ),
    Column(
        "weakest_element",
        float,
        unit="share",
        about="smallest of the four normalised flows (E20)",
        lower=0,
        upper=1,
    ),
    Column("whole_process", float, unit="share", about="effort over all five stages (A46)", lower=0, upper=1),
    Column(
        "practice_spending",
        float,
        unit="MU/term",
        about="college's share of its surplus spent on practice places of the coming term (B19)",
        lower=0,
    ),
    Column(
        "benefit_enterprise", float, unit="MU/term", about="enterprise's benefit net of cost in this term"
    ),
)

MEMORIES = Table(
    "memories",
    "a former partner that an enterprise remembers",
    Column("college", int, unit="row", about="college, or -1", lower=-1, default=-1),
    Column("trust", float, unit="share", about="trust at the end, drifting back (A52)", lower=0, upper=1),
)

MARKETS = Table(
    "markets",
    "a region's labour market in one field",
    Column("first", int, unit="row", about="first of its enterprises in the member list", lower=0),
    Column("enterprises", int, unit="count", about="enterprises in it", lower=0),
    Column("density", float, unit="share", about="(n-1)/(n-1+n_h) (A8)", lower=0, upper=1),
    Column("posts", float, unit="persons", about="posts of its enterprises", lower=0),
    Column("vacancies", int, unit="persons", about="open posts", lower=0),
    Column("seekers", int, unit="persons", about="graduates and job seekers of this term", lower=0),
    Column("seats", float, unit="persons/year", about="seats of the last intake", lower=0),
    Column("fashion", float, unit="log share", about="pull of the field besides demand (E25a)"),
    Column("hired_number", float, unit="persons/term", about="smoothed number of hires", lower=0),
    Column("hired_skill", float, unit="skill x persons/term", about="smoothed sum of their skill", lower=0),
    Column(
        "skill_reference",
        float,
        unit="skill",
        about="mean effective skill of hires before the policy start (E29)",
        lower=0,
        upper=1,
    ),
    Column("reference_terms", int, unit="count", about="terms of which that is the mean", lower=0),
    Column(
        "posts_factor",
        float,
        unit="ratio",
        about="posts over those at the reference skill (E29)",
        lower=0,
        default=1,
    ),
    Column("council_error", float, unit="log share", about="mean log error of the members' estimates"),
    Column("council_members", int, unit="count", about="programmes that report to the council", lower=0),
    Column("planned_share", float, unit="share", about="planner's forecast of demand", lower=0, upper=1),
    Column(
        "link_skill",
        float,
        unit="skill",
        about="sum of effective skill of this term's hires through links",
        lower=0,
    ),
    Column("link_hires", int, unit="persons", about="hires through links in this term", lower=0),
    Column(
        "open_skill",
        float,
        unit="skill",
        about="sum of effective skill of this term's open-market hires",
        lower=0,
    ),
    Column("open_hires", int, unit="persons", about="hires from the open market in this term", lower=0),
    Column("movers", int, unit="persons", about="workers between two enterprises", lower=0),
    Column(
        "shared_places", float, unit="persons", about="places of joint bases used by others (3.3q)", lower=0
    ),
    Column(
        "spare_places",
        float,
        unit="persons",
        about="places of joint bases that their owners cannot fill",
        lower=0,
    ),
    Column(
        "uncovered", float, unit="persons", about="students of the last year without a joint place", lower=0
    ),
)

PEERS = Table(
    "peers",
    "the enterprises of one region and size class",
    Column("first", int, unit="row", about="first enterprise", lower=0),
    Column("enterprises", int, unit="count", about="enterprises", lower=0),
    Column("formal", int, unit="count", about="of these formal at the start of the term", lower=0),
    Column("substantive", int, unit="count", about="of these substantive at the start of the term", lower=0),
)

POOLS = Table(
    "pools",
    "job seekers of one market and one waiting time",
    Column("persons", int, unit="persons", about="job seekers", lower=0),
    Column("general_skill", float, unit="skill", about="mean general skill", lower=0, upper=1),
    Column(
        "practical_skill", float, unit="skill", about="mean practical skill times relevance", lower=0, upper=1
    ),
    Column(
        "relevance",
        float,
        unit="share",
        about="mean relevance of what they learned to the own field",
        lower=0,
        upper=1,
    ),
)


class World(NamedTuple):
    """Everything that a run reads and writes; one array a table."""

    clock: np.ndarray
    behaviour: np.ndarray
    plans: np.ndarray  # (terms, regions, levers) float64, lever values as the policy sets them
    trials: np.ndarray  # (regions, levers) float64, shift of lever values found by adaptive search
    policies: np.ndarray  # (regions,) effective lever values of this term, a column a lever
    policy_values: np.ndarray  # (regions, levers) float64 view of `policies`
    reached: np.ndarray  # (G * sizes * K,) `policies` as far as they reach size class and field
    reached_values: np.ndarray  # (G * sizes * K, levers) float64 view of `reached`
    paid: np.ndarray  # (regions,) lever values that are paid for, a column a lever
    paid_values: np.ndarray  # (regions, levers) float64 view of `paid`
    paid_reached: np.ndarray  # (G * sizes * K,) `paid` as far as it reaches size class and field
    paid_reached_values: np.ndarray  # (G * sizes * K, levers) float64 view of `paid_reached`
    spending: np.ndarray  # (regions,) public spending in this term, a column a lever, MU
    spending_values: np.ndarray  # (regions, levers) float64 view of `spending`
    targets: np.ndarray  # (levers, sizes, K) float64, 1 where a lever reaches size class and field
    governments: np.ndarray
    colleges: np.ndarray
    programmes: np.ndarray
    cohorts: np.ndarray
    enterprises: np.ndarray
    links: np.ndarray
    memories: np.ndarray
    markets: np.ndarray
    market_members: np.ndarray  # (enterprises,) int64, enterprises sorted by market
    peers: np.ndarray
    pools: np.ndarray
    fields: np.ndarray
    tallies: np.ndarray  # (terms, groups) what happened; groups: regions, then sizes, then fields
    tally_values: np.ndarray  # (terms, groups, columns) float64 view of `tallies`
