"""What the talent half of the model counts, as additive sums per term and group.

Groups are the rows of one term of `world.tallies`: first the regions, then the four size classes, then the
fields. Students, teachers and job seekers are counted at the region of their college and in their field;
work at the region, size class and field of the enterprise. Flows are written where they happen, stocks by
`count_talent` at the end of the term.

Whole numbers balance exactly in every term, by region and by field:

- students = students before + intake - drop_outs - graduates
- graduates + unemployed before = placed_link + placed_open + placed_spill_field + placed_spill_region
  + absorbed_outside + pool_exits + unemployed
- workers = workers before + hires + movers_hired + poached_in - poached - early_quits - quits
  - workforce_exits - moved_to_teaching (by size class too)
"""

import math

from iei.sim.base.compilation import rule
from iei.sim.base.table import Column
from iei.sim.talent.curriculum import distance_squared
from iei.sim.talent.portfolio import count_seats, region_seats
from iei.sim.talent.students import enrolled
from iei.sim.world.rows import (
    groups_at,
    groups_of,
    market_field,
    market_region,
    market_row,
    pool_row,
    programme_row,
)
from iei.sim.world.tables import POOL_ROWS


def _count(name: str, about: str, unit: str = "persons") -> Column:
    return Column(name, float, unit=unit, about=about, lower=0)


STUDENT_COLUMNS = (
    _count("seats", "places planned for new students in this term"),
    _count("intake", "new students"),
    _count("drop_outs", "students who left without a degree"),
    _count("graduates", "graduates"),
    _count("graduate_general_skill", "sum over graduates of general skill", "skill x persons"),
    _count("graduate_practical_skill", "sum over graduates of practical skill", "skill x persons"),
    _count("graduate_relevance", "sum over graduates of the relevance of what they learned", "persons"),
    _count("graduate_skill", "sum over graduates of effective skill (E31)", "skill x persons"),
    _count("interns", "students of the last year"),
    _count("internship_mismatches", "of these, with a practice place outside their field (claim 2.4f)"),
    _count("students", "students at the end of the term"),
    _count("programmes", "programmes offered", "count"),
    _count("openings", "programmes opened (E25a)", "count"),
    _count("closings", "programmes closed (E25a)", "count"),
    _count("opening_cost", "cost of opening them, booked", "MU/term"),
    _count("seat_gap_posts", "gap of seats and posts by field within the region, times posts (E36)"),
    _count("curriculum_lag_squared", "sum over programmes of its square (E24)", "-"),
    _count("curriculum_lag", "sum over programmes of the distance to the frontier (E24)", "-"),
    _count("practice_share", "sum over programmes of the practice share of hours (E28)", "share"),
)

PLACEMENT_COLUMNS = (
    _count("order_offers", "offers of a post through a link (E30)"),
    _count("placed_link", "placed through a link (E30)"),
    _count("placed_open", "placed in the own field and region by the open market (E31)"),
    _count("placed_spill_field", "placed in a neighbouring field (E32)"),
    _count("placed_spill_region", "placed in another region (E32)"),
    _count("wages_placed", "sum of first wages of those placed", "MU/term"),
    _count("absorbed_outside", "found work outside the sampled enterprises (A33)"),
    _count("pool_entries", "graduates without work who wait (E33)"),
    _count("pool_exits", "job seekers who gave up (E33)"),
    _count("unemployed", "job seekers at the end of the term"),
    _count("matchable", "sum over markets of the root of open posts times job seekers (E35)"),
    _count("open_before", "open posts before anybody is placed"),
    _count("seekers_before", "graduates and job seekers before anybody is placed"),
    _count("matchable_before", "sum over markets of the root of these two multiplied (E35)"),
    _count("unmatched", "seekers without a post in the sample"),
    _count("unmatched_skill", "sum of their mean effective skill (A33)", "skill x persons"),
    _count("applications", "applications on the lists of job seekers", "count"),
    _count("rejected_for_skill", "of these, below the hiring threshold (claim 2.4f)", "count"),
)

WORK_COLUMNS = (
    _count("hires", "graduates and job seekers hired"),
    _count("hire_match", "sum over hires of the field match", "persons"),
    _count("hire_skill", "sum over hires of effective skill", "skill x persons"),
    _count("trained", "of the hires, through own links"),
    _count("retained", "hired through own links four terms ago and still there, expected"),
    _count("poached", "fresh trainees lost to rivals (A8)"),
    _count("poached_in", "fresh trainees taken from rivals"),
    _count("early_quits", "hires who quit within the term (A34)"),
    _count("quits", "ordinary quits (A34)"),
    _count("workforce_exits", "workers who left the workforce"),
    _count("movers_hired", "quitters hired by another enterprise of the market"),
    _count("movers_lost", "quitters who found no post there"),
    _count("moved_to_teaching", "workers who became full-time teachers (claim 3.3n)"),
    _count("posts", "posts wanted at the end of the term"),
    _count("workers", "filled posts at the end of the term"),
    _count("vacancies", "open posts at the end of the term"),
    _count("worker_skill", "sum over workers of effective skill", "skill x persons"),
)

TEACHER_COLUMNS = (
    _count("teachers", "full-time teachers at the end of the term"),
    _count("young_single", "under 40, single-qualified"),
    _count("young_double", "under 40, able in theory and practice"),
    _count("senior_single", "over 40, single-qualified"),
    _count("senior_double", "over 40, able in theory and practice"),
    _count("certified", "teachers certified as double-qualified (A29)"),
    _count("practice_ability", "practice-teaching ability times teachers (E26)", "ability x persons"),
    _count("experts", "part-time enterprise experts"),
    _count("titled", "teachers over 40 with a senior title (E26c)"),
    _count("theory", "ability in theory times teachers (E26b)", "ability x persons"),
    _count("expert_teaching", "experts' ability in teaching times experts (E26d)", "ability x persons"),
    _count("teacher_retirements", "teachers who retired"),
    _count("teacher_hires", "teachers hired"),
)

TALENT_COLUMNS = STUDENT_COLUMNS + PLACEMENT_COLUMNS + WORK_COLUMNS + TEACHER_COLUMNS


@rule
def count_programme(world, c, k):
    """Add the students, the curriculum and the practice share of one programme."""
    clock = world.clock[0]
    programme = world.programmes[programme_row(clock, c, k)]
    lag = math.sqrt(distance_squared(programme.curriculum, world.fields[k].frontier, clock.components))
    students = enrolled(world, c, k)
    for row in groups_at(clock, world.colleges[c].region, k):
        tally = world.tallies[clock.tallied, row]
        tally.students += students
        if programme.offered:
            tally.programmes += 1
            tally.curriculum_lag += lag
            tally.curriculum_lag_squared += lag * lag
            tally.practice_share += world.colleges[c].practice_share


@rule
def count_teachers(world, c):
    """Add the teachers of one college to its region."""
    college = world.colleges[c]
    tally = world.tallies[world.clock[0].tallied, college.region]
    tally.teachers += college.young_single + college.young_double
    tally.teachers += college.senior_single + college.senior_double
    tally.young_single += college.young_single
    tally.young_double += college.young_double
    tally.senior_single += college.senior_single
    tally.senior_double += college.senior_double
    tally.certified += college.certified * college.teachers
    tally.practice_ability += college.practice_ability * college.teachers
    tally.experts += college.expert_share * college.teachers
    tally.titled += college.titled
    tally.theory += college.theory * college.teachers
    tally.expert_teaching += college.expert_teaching * college.expert_share * college.teachers


@rule
def count_workers(world, e):
    """Add the work of one enterprise."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    for row in groups_of(clock, enterprise):
        tally = world.tallies[clock.tallied, row]
        tally.posts += enterprise.posts
        tally.workers += enterprise.workers
        tally.vacancies += enterprise.vacancies
        tally.worker_skill += enterprise.workers * enterprise.mean_skill


@rule
def count_pool(world, m):
    """Add the job seekers of one market, and how well they and its open posts coincide (E35)."""
    clock = world.clock[0]
    waiting = 0
    for age in range(POOL_ROWS):
        waiting += world.pools[pool_row(m, age)].persons
    matchable = math.sqrt(waiting * world.markets[m].vacancies)
    for row in groups_at(clock, market_region(clock, m), market_field(clock, m)):
        world.tallies[clock.tallied, row].unemployed += waiting
        world.tallies[clock.tallied, row].matchable += matchable


@rule
def count_seat_gap(world, g):
    """Add how far seats and posts of region `g` lie apart by field, times its posts (E36)."""
    clock = world.clock[0]
    seats = region_seats(world, g)
    posts = 0.0
    for k in range(clock.fields):
        posts += world.markets[market_row(clock, g, k)].posts
    apart = 0.0
    if seats > 0.0 and posts > 0.0:
        for k in range(clock.fields):
            market = world.markets[market_row(clock, g, k)]
            apart += abs(market.seats / seats - market.posts / posts) / 2.0
    world.tallies[clock.tallied, g].seat_gap_posts += apart * posts


@rule
def count_talent(world):
    """Add up the stocks of the talent half at the end of the term."""
    clock = world.clock[0]
    for c in range(world.colleges.shape[0]):
        count_teachers(world, c)
        for k in range(clock.fields):
            if world.programmes[programme_row(clock, c, k)].taught:
                count_programme(world, c, k)
    for e in range(world.enterprises.shape[0]):
        count_workers(world, e)
    for m in range(world.markets.shape[0]):
        count_pool(world, m)
    count_seats(world)
    for g in range(clock.regions):
        count_seat_gap(world, g)
