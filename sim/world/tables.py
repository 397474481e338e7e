"""The tables of the world that belong to no single agent, and the world itself.

Row numbers: programmes ``c * K + k``, cohorts ``(c * K + k) * 6 + s``, markets and peers
``g * K + k`` and ``g * 4 + size``, levers that reach an enterprise ``(g * 4 + size) * K + k``, pools
``(g * K + k) * 8 + age``, memories ``e * memory + i``.
Every array has its fixed length for a whole run; live links are the first ``clock.links`` rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iei.sim.base.table import Column, Table

STAGES = 6  # terms of a three-year programme
MAXIMUM_COMPONENTS = 8  # skill components that fit in a row
POOL_ROWS = 8  # longest stay of a job seeker in the pool, terms
SIZES = ("micro", "small", "medium", "large")
TIERS = ("East", "Central", "West", "North-East")
DEPTHS = ("none", "formal agreement", "joint plan", "joint curriculum", "joint delivery", "joint employment")
MODES = ("internship", "order class", "joint base", "staff exchange", "service and R&D", "apprenticeship")

CLOCK = Table(
    "clock",
    "the run (one row)",
    Column("seed", int, "-", "seed of the run", 0),
    Column("term", int, "term", "current term, 0 = autumn 2012", 0),
    Column("terms", int, "term", "length of the run", 1),
    Column("policy_start", int, "term", "term in which policies start", 0),
    Column("regions", int, "count", "number of regions G", 1),
    Column("fields", int, "count", "number of skill fields K", 1),
    Column("components", int, "count", "number of skill components M", 1, MAXIMUM_COMPONENTS),
    Column("memory", int, "count", "former partners an enterprise remembers", 0),
    Column("fields_per_college", int, "count", "fields that a college teaches", 1),
    Column("links", int, "count", "live links", 0),
    Column("subsidy_basis", int, "-", "0 agreement, 1 start, 2 first, 3 joint substance (E8)", 0, 3),
    Column("risk_based_audit", bool, "-", "whether audits go to low scores first (E9)"),
    Column("density_scale", float, "ratio", "enterprises per market over 12.5 (A48)", 0, default=1),
)

FIELDS = Table(
    "fields",
    "a skill field",
    Column(
        "frontier", float, "-", "position of the industry skill frontier (E22)", length=MAXIMUM_COMPONENTS
    ),
    Column("frontier_last", float, "-", "frontier one term ago", length=MAXIMUM_COMPONENTS),
    Column(
        "frontier_public",
        float,
        "-",
        "frontier one year ago, which everybody knows",
        length=MAXIMUM_COMPONENTS,
    ),
    Column("drift", float, "-", "unit vector of the frontier's drift", -1, 1, length=MAXIMUM_COMPONENTS),
    Column("growth", float, "1/term", "growth of demand for the field (E29)"),
)

PROGRAMMES = Table(
    "programmes",
    "a college's programme in one field",
    Column("offered", bool, "-", "whether the college teaches the field"),
    Column("seats_share", float, "share", "share of the college's intake (E25)", 0, 1),
    Column("demand_estimate", float, "share", "estimated share of demand (E23)", 0, 1),
    Column("curriculum", float, "-", "curriculum position (E24)", length=MAXIMUM_COMPONENTS),
    Column("relevance", float, "share", "relevance m of the curriculum to the frontier (E22)", 0, 1),
    Column("curriculum_substance", float, "share", "1 - prod(1 - J) over its links (A25)", 0, 1),
    Column("coverage", float, "share", "students of the last year with a joint place (A25)", 0, 1),
    Column("joint_students", float, "persons", "joint places weighted by substance", 0),
    Column("base_students", float, "persons", "of these in joint bases", 0),
    Column("order_share", float, "share", "students of the last year under order (E30)", 0, 1),
    Column("graduates", int, "persons", "this term's graduates who are not yet placed", 0),
    Column("graduate_general_skill", float, "skill", "their mean general skill", 0, 1),
    Column("graduate_practical_skill", float, "skill", "their mean practical skill", 0, 1),
    Column(
        "trainee_advantage", float, "skill", "practical skill of trainees among them above that mean", 0, 1
    ),
)

COHORTS = Table(
    "cohorts",
    "the students of a programme in one stage",
    Column("persons", int, "persons", "students", 0),
    Column("general_skill", float, "skill", "mean general skill", 0, 1),
    Column("practical_skill", float, "skill", "mean practical skill", 0, 1),
    Column("joint_gain", float, "skill", "practical skill of those with a joint place above others", 0, 1),
)

LINKS = Table(
    "links",
    "a cooperation between a college and an enterprise in a field",
    Column("college", int, "row", "college", 0),
    Column("enterprise", int, "row", "enterprise", 0),
    Column("field", int, "row", "field", 0),
    Column("depth", int, "rung", "1 agreement, 2 plan, 3 curriculum, 4 delivery, 5 employment", 1, 5),
    Column("trust", float, "share", "trust T (E16)", 0, 1),
    Column("age", int, "term", "terms since signing", 0),
    Column("substantive_age", int, "term", "terms in a row in which both were substantive", 0),
    Column("passive_terms", int, "term", "terms in a row in which neither was substantive", 0),
    Column("effort_enterprise", float, "share", "substantive effort aE", 0, 1),
    Column("effort_college", float, "share", "substantive effort aC", 0, 1),
    Column("substance", float, "share", "joint substance J = w aE aC (E16)", 0, 1),
    Column("coupling", float, "share", "common interest (E19)", 0, 0.5),
    Column("modes", int, "bits", "forms of cooperation in use (E18)", 0, 63),
    Column("joint_entity", bool, "-", "whether it is a joint entity (E21)"),
    Column("brokered", bool, "-", "introduced by the government"),
    Column("proposed_by_enterprise", bool, "-", "first proposed by the enterprise"),
    Column("first_agreement", bool, "-", "the first agreement ever of the enterprise"),
    Column("audited", bool, "-", "audited in this term"),
    Column("detected", bool, "-", "found not to perform in this term"),
    Column("subsidy", float, "MU/term", "subsidy received in this term (E8)", 0),
    Column("rose", bool, "-", "reached a higher rung in this term"),
    Column("element_index", float, "share", "geometric mean of the four flows (E20)", 0, 1),
    Column("weakest_element", float, "share", "smallest of the four normalised flows (E20)", 0, 1),
    Column("whole_process", float, "share", "effort over all five stages (A46)", 0, 1),
    Column("benefit_enterprise", float, "MU/term", "enterprise's benefit net of cost in this term"),
)

MEMORIES = Table(
    "memories",
    "a former partner that an enterprise remembers",
    Column("college", int, "row", "college, or -1", -1, default=-1),
    Column("trust", float, "share", "trust at the end, drifting back (A52)", 0, 1),
)

MARKETS = Table(
    "markets",
    "a region's labour market in one field",
    Column("first", int, "row", "first of its enterprises in the member list", 0),
    Column("enterprises", int, "count", "enterprises in it", 0),
    Column("density", float, "share", "(n-1)/(n-1+n_h) (A8)", 0, 1),
    Column("posts", float, "persons", "posts of its enterprises", 0),
    Column("vacancies", int, "persons", "open posts", 0),
    Column("seekers", int, "persons", "graduates and job seekers of this term", 0),
    Column("council_error", float, "log share", "mean log error of the members' estimates"),
    Column("council_members", int, "count", "programmes that report to the council", 0),
    Column("planned_share", float, "share", "planner's forecast of demand", 0, 1),
    Column("link_skill", float, "skill", "sum of effective skill of this term's hires through links", 0),
    Column("link_hires", int, "persons", "hires through links in this term", 0),
    Column("open_skill", float, "skill", "sum of effective skill of this term's open-market hires", 0),
    Column("open_hires", int, "persons", "hires from the open market in this term", 0),
    Column("movers", int, "persons", "workers between two enterprises", 0),
    Column("shared_places", float, "persons", "places of joint bases used by others (3.3q)", 0),
    Column("spare_places", float, "persons", "places of joint bases that their owners cannot fill", 0),
    Column("uncovered", float, "persons", "students of the last year without a joint place", 0),
)

PEERS = Table(
    "peers",
    "the enterprises of one region and size class",
    Column("first", int, "row", "first enterprise", 0),
    Column("enterprises", int, "count", "enterprises", 0),
    Column("formal", int, "count", "of these formal at the start of the term", 0),
    Column("substantive", int, "count", "of these substantive at the start of the term", 0),
)

POOLS = Table(
    "pools",
    "job seekers of one market and one waiting time",
    Column("persons", int, "persons", "job seekers", 0),
    Column("general_skill", float, "skill", "mean general skill", 0, 1),
    Column("practical_skill", float, "skill", "mean practical skill times relevance", 0, 1),
    Column("relevance", float, "share", "mean relevance of what they learned to the own field", 0, 1),
)


class World(NamedTuple):
    """Everything that a run reads and writes; one array a table."""

    clock: np.ndarray
    behaviour: np.ndarray
    plans: np.ndarray  # (terms, regions, levers) float64, lever values as the policy sets them
    trials: np.ndarray  # (regions, levers) float64, shift of lever values found by adaptive search
    policies: np.ndarray  # (regions,) effective lever values of this term, a column a lever
    policy_values: np.ndarray  # (regions, levers) float64 view of `policies`
    reached: np.ndarray  # (regions * 4 * fields,) `policies` as far as they reach size class and field
    reached_values: np.ndarray  # (regions * 4 * fields, levers) float64 view of `reached`
    paid: np.ndarray  # (regions,) lever values that are paid for, a column a lever
    paid_values: np.ndarray  # (regions, levers) float64 view of `paid`
    spending: np.ndarray  # (regions,) public spending in this term, a column a lever, MU
    spending_values: np.ndarray  # (regions, levers) float64 view of `spending`
    targets: np.ndarray  # (levers, 4, fields) float64, 1 where a lever reaches size class and field
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
