"""Hiring: persons join an enterprise, openly or through a link, and some of them will quit early (A34)."""

from iei.policies.career_channel import certified_share
from iei.policies.employment_services import early_quits_kept
from iei.sim.base.compilation import rule
from iei.sim.world.rows import groups_of, own_market


@rule
def join(enterprise, persons, skill, match, certified):
    """`persons` workers of this mean skill and field match join: number and means are updated.

    certified : share of them with a certified skill (E34a)
    """
    enterprise.workers += persons
    if enterprise.workers > 0:
        weight = persons / enterprise.workers
        enterprise.mean_skill += weight * (skill - enterprise.mean_skill)
        enterprise.mean_match += weight * (match - enterprise.mean_match)
        enterprise.certified_skill += weight * (certified - enterprise.certified_skill)


@rule
def early_quit_chance(match, services, behaviour):
    """Chance that a graduate hired on the open market quits within the first term (A34).

    services : lever in force; contracts hold those who fit
    """
    chance = min(1.0, behaviour.early_quit_base + behaviour.early_quit_mismatch * (1.0 - match))
    return chance * early_quits_kept(services, match, behaviour)


@rule
def hire(world, e, skill, match, quits):
    """Enterprise `e` hires one graduate or job seeker into an open post (E30, E31).

    quits : factor on the chance that the hire quits within the term
    """
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    policy = world.policies[enterprise.region]
    join(enterprise, 1, skill, match, certified_share(skill, policy.qualification, behaviour))
    enterprise.vacancies -= 1
    enterprise.hires += 1
    enterprise.early_quits_expected += quits * early_quit_chance(match, policy.employment_services, behaviour)
    enterprise.hire_match += match
    enterprise.hire_skill += skill
    world.markets[own_market(world.clock[0], enterprise)].vacancies -= 1


@rule
def count_hires(world, e):
    """Count the hires of enterprise `e` in this term, all of them made."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    if enterprise.hires > 0:
        for row in groups_of(clock, enterprise):
            tally = world.tallies[clock.tallied, row]
            tally.hires += enterprise.hires
            tally.hire_match += enterprise.hire_match
            tally.hire_skill += enterprise.hire_skill
            tally.trained += enterprise.trained


@rule
def hire_openly(world, e, skill, match):
    """Enterprise `e` hires from the open market (E31)."""
    enterprise = world.enterprises[e]
    hire(world, e, skill, match, 1.0)
    market = world.markets[own_market(world.clock[0], enterprise)]
    market.open_hires += 1
    market.open_skill += skill


@rule
def hire_trainee(world, e, skill, match, held):
    """Enterprise `e` hires a graduate whom it trained; they quit less often (E30, A34).

    held : how far the link holds its trainees: apprenticeship retains (B17)
    """
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    link = world.behaviour[0].early_quit_link
    hire(world, e, skill, match, link + (1.0 - held) * (1.0 - link))
    enterprise.trained += 1
    enterprise.trained_skill += skill
    market = world.markets[own_market(clock, enterprise)]
    market.link_hires += 1
    market.link_skill += skill
