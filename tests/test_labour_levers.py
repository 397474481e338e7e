"""Levers of work and teaching in whole runs: career channel, services, teachers (B11-B13, B16).

Effects are paired differences over seeds in the province, with the other parts of a lever switched off, so
that each fails where a single part is not read.
"""

from functools import cache

import numpy as np
import pytest
from paired_talent import paired, total, with_orders
from talent_world import started_world, tally

from iei.agents.enterprise_interests import benefit_per_trainee
from iei.policies.career_channel import certified_share, guided_share, wage_step
from iei.policies.catalogue import POLICIES
from iei.policies.employment_services import early_quits_kept, notice_share, separation_kept
from iei.policies.industry_teachers import professionals_share, recruits_share
from iei.sim.base.chance import replicate_seed
from iei.sim.labour.hiring import hire_openly
from iei.sim.labour.workforce import posts_on_offer, produce
from iei.sim.outcomes import OUTCOMES
from iei.sim.run import schedule
from iei.sim.run.engine import fresh_world, simulate
from iei.sim.world.tables import LAST_YEAR, STAGES

NAMES = list(OUTCOMES)
SEEDS = [replicate_seed(57, replicate) for replicate in range(18)]
PARTS = {
    "career_channel": ("career_guidance", "career_wage_step"),
    "employment_services": (
        *("services_list", "services_notice", "services_early_quits", "services_separation"),
    ),
    "industry_teachers": ("industry_professionals", "industry_recruits"),
}


@pytest.fixture(scope="module")
def runs(prepared):
    """`runs(*overrides)`: summaries of the province and sums of its tallies over regions, a row a seed."""

    @cache
    def finished(*overrides):
        ready = prepared("world=province", *overrides)
        rows, sums = [], []
        for seed in SEEDS:
            run = simulate(ready, seed)
            rows.append(run.summary_values)
            tallies, regions = run.world.tallies, len(run.world.governments)
            sums.append({name: tallies[name][20:, :regions].sum() for name in tallies.dtype.names})
        return np.array(rows), sums

    return finished


@pytest.fixture(scope="module")
def effect(runs):
    """`effect(what, with, without)`: mean paired difference and standard error of an outcome or a tally."""

    def found(what, changed, plain=("policy=none",)):
        values = []
        for rows, sums in (runs(*changed), runs(*plain)):
            outcome = what in NAMES
            values.append(rows[:, NAMES.index(what)] if outcome else np.array([s[what] for s in sums]))
        difference = values[0] - values[1]
        return difference.mean(), difference.std(ddof=1) / np.sqrt(len(SEEDS))

    return found


def alone(lever, part):
    """The policy of a lever of which only one part works."""
    return (f"policy={lever}", *(f"behaviour.{name}=0" for name in PARTS[lever] if name != part))


@pytest.mark.parametrize(
    ("lever", "part", "outcome", "sign"),
    [
        ("career_channel", "career_guidance", "moves_share", 1),
        ("career_channel", "career_guidance", "vacancy_rate", -1),
        ("career_channel", "career_guidance", "mismatch_at_graduation", -1),
        ("career_channel", "career_wage_step", "first_wage", 1),
        ("career_channel", "career_wage_step", "mean_wage", 1),
        ("employment_services", "services_list", "applications", 1),
        ("employment_services", "services_list", "vacancy_rate", -1),
        ("employment_services", "services_notice", "vacancy_rate", -1),
        ("employment_services", "services_notice", "output", 1),
        ("employment_services", "services_early_quits", "early_quit_rate", -1),
        ("employment_services", "services_separation", "quits", -1),
        ("industry_teachers", "industry_professionals", "industry_teachers", 1),
        ("industry_teachers", "industry_professionals", "double_qualified_able", 1),
        ("industry_teachers", "industry_recruits", "young_double_share", 1),
    ],
)
def test_each_part_of_a_lever_moves_its_outcome(effect, lever, part, outcome, sign):
    mean, error = effect(outcome, alone(lever, part))
    assert sign * mean > 3 * error


def test_families_see_the_wage_step(effect):
    lever = ("policy=[career_channel,standards]", "behaviour.career_guidance=0")
    mean, error = effect(
        "intake", (*lever, "behaviour.intake_career=3"), (*lever, "behaviour.intake_career=0")
    )
    assert mean > 3 * error


def test_the_channel_needs_certificates(effect):
    """With qualification standards the wage step reaches more."""
    parts = ("behaviour.career_guidance=0", "behaviour.intake_career=0")
    alone_step, error = effect("first_wage", ("policy=career_channel", *parts), ("policy=none",))
    with_standards, other_error = effect(
        "first_wage", ("policy=[career_channel,standards]", *parts), ("policy=standards",)
    )
    assert with_standards - alone_step > 3 * np.hypot(error, other_error)


def test_teachers_from_industry_teach_practice_to_students(effect):
    for outcome in ("practice_ability", "practical_skill"):
        mean, error = effect(outcome, ("policy=industry_teachers",))
        assert mean > 3 * error


@pytest.mark.parametrize(
    ("coefficient", "outcome", "sign"),
    [
        ("theory_required", "double_qualified_able", -1),
        ("title_learning", "theory_ability", 1),
        ("title_learning", "double_qualified_able", 1),
        ("mutual_learning", "expert_teaching", 1),
        ("mutual_learning", "practice_ability", 1),
        ("teaching_needed", "practice_ability", -1),
    ],
)
def test_what_the_team_of_teachers_is_made_of(effect, coefficient, outcome, sign):
    mean, error = effect(outcome, ("policy=teachers",), ("policy=teachers", f"behaviour.{coefficient}=0"))
    assert sign * mean > 3 * error


def test_able_seniors_get_their_titles_sooner(effect):
    mean, error = effect("titled_share", ("policy=teachers",))
    assert mean > 3 * error


def test_shares_have_their_closed_forms(behaviour_of):
    behaviour = behaviour_of()
    assert certified_share(0.5, 0.0, behaviour) == pytest.approx(0.15)
    assert certified_share(0.5, 1.0, behaviour) == 0.5
    assert guided_share(0.5, 0.5, 1.0, behaviour) == pytest.approx(0.8 * 0.5 * 0.5)
    assert wage_step(0.5, 0.5, behaviour) == pytest.approx(1.02)
    assert notice_share(0.5, behaviour) == pytest.approx(0.4)
    assert professionals_share(1.0, 0.1, behaviour) == pytest.approx(0.55)
    assert recruits_share(1.0, 0.1, behaviour) == pytest.approx(0.27)
    for kept in (early_quits_kept, separation_kept):
        assert kept(1.0, 0.5, behaviour) == pytest.approx(0.85)
        assert kept(1.0, 0.0, behaviour) == 1  # contracts hold those who fit


@pytest.mark.parametrize("lever", PARTS)
def test_a_lever_at_zero_changes_nothing(behaviour_of, lever):
    behaviour = behaviour_of()
    nothing = {
        "career_channel": (guided_share(0.0, 0.5, 1.0, behaviour), wage_step(0.0, 0.5, behaviour) - 1),
        "employment_services": (notice_share(0.0, behaviour), separation_kept(0.0, 0.5, behaviour) - 1),
        "industry_teachers": (
            recruits_share(0.0, 0.1, behaviour),
            professionals_share(0.0, 0.1, behaviour) - 0.1,
        ),
    }
    assert nothing[lever] == (0, 0)


def test_posts_on_offer_count_those_to_be_vacated(record):
    enterprise = started_world().enterprises[0]
    enterprise["posts"], enterprise["workers"] = 10.0, 12
    assert [posts_on_offer(enterprise, announced) for announced in (0, 1, 2, 3)] == [0, 0, 0, 1]


def test_enterprises_expect_contracts_to_hold_whom_they_train(firm, record, worked_behaviour):
    behaviour = worked_behaviour(annuity_separation=1)
    enterprise = firm("small", mean_match=0.7)
    benefit = [
        benefit_per_trainee(enterprise, 0.5, record(POLICIES, employment_services=z), behaviour)
        for z in (0.0, 1.0)
    ]
    assert benefit[1] > benefit[0]


def test_a_step_at_all_enterprises_leaves_offers_through_links_alone():
    """Who is offered a post compares two wages that both hold the step: hardly anybody answers otherwise."""

    def with_step(world):
        with_orders(world)
        world.policies["career_channel"] = world.reached["career_channel"] = 1.0

    parts = {
        "career_guidance": 0.0,
        "career_wage_step": 0.3,
        "certificate_access": 1.0,
        "order_outside_slope": 6,
    }
    stepped = paired_between(with_step, with_orders, **parts)
    assert abs(stepped.sum()) <= 2


def paired_between(changed, plain, **behaviour):
    """Persons placed through links with one change of the world less those with another."""
    changed_from_none = paired(changed, total("placed_link"), **behaviour)
    return changed_from_none - paired(plain, total("placed_link"), **behaviour)


def test_services_are_paid_by_graduate_and_strength(prepared):
    """A term's half of the year's cost for each student of the last year; the channel, for the examined."""
    policy = "policy=[career_channel,employment_services,standards]"
    ready = prepared("world=classroom", policy, "world.policy_start=2", "terms=14")
    world = fresh_world(ready, 3)
    schedule.start(world)
    behaviour = ready.world.behaviour[0]
    for _ in range(14):
        cohorts = world.cohorts["persons"].reshape(len(world.colleges), -1, STAGES)
        last_year = cohorts[:, :, LAST_YEAR:].sum(axis=(1, 2))
        graduates = np.bincount(world.colleges["region"], last_year, len(world.governments)) / 2
        schedule.run_term(world)
        paid = world.paid["employment_services"]
        assert world.spending["employment_services"] == pytest.approx(
            behaviour["public_wage"] * behaviour["adviser_work"] * paid * graduates
        )
        examined = (0.3 + 0.7 * world.policies["qualification"]) * graduates
        assert world.spending["career_channel"] == pytest.approx(
            behaviour["public_wage"] * behaviour["examiner_work"] * world.paid["career_channel"] * examined
        )
    assert (paid > 0).all()


def test_those_who_change_enterprises_take_their_certificates_along():
    """Where every worker has one, movers and the poached bring one wherever they go."""
    world = started_world(poaching_hazard=1.0)
    world.enterprises["certified_skill"] = 1.0
    world.enterprises["trained"] = 3
    world.enterprises["trained_skill"] = 1.5
    for _ in range(3):
        produce(world)
        world.clock["term"] += 1
        world.clock["tallied"] += 1
    assert tally(world, "movers_hired").sum() > 100
    assert tally(world, "poached_in").sum() > 10
    assert world.enterprises["certified_skill"] == pytest.approx(1)


def test_hires_bring_their_certificates():
    world = started_world(certificate_access=1.0)
    before = world.enterprises["certified_skill"].copy()
    workers = world.enterprises["workers"].copy()
    assert before == pytest.approx(0.45)
    hire_openly(world, 0, 0.9, 1.0)
    expected = (workers[0] * 0.45 + 0.9) / (workers[0] + 1)
    assert world.enterprises["certified_skill"][0] == pytest.approx(expected)
