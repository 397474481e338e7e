"""Graduates and job seekers find posts: through links, on the market, elsewhere (E29a-E32a, E34a)."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from iei.experiments.evidence.docking.beginning import (
    APPRENTICESHIP,
    ORDER_CLASS,
    State,
    by_region,
    logistic,
    of_enterprises,
    standard,
    whole,
)
from iei.experiments.evidence.docking.enterprises import form_share, wage_share
from iei.experiments.evidence.docking.joint_work import places
from iei.experiments.evidence.docking.seekers import certified, seekers, skill_in, wait

LINK, OPEN, OTHER_FIELD, OTHER_REGION = 1, 2, 3, 4


def place(s: State) -> None:
    """Phase 13: everybody without a post seeks one."""
    who = seekers(s)
    s.before = SimpleNamespace(graduates=int(s.graduates.sum()), seekers=who.number)
    s.last_year_graduates = [s.last_year_graduates[1], by_region(s, s.graduates.sum(axis=1))]
    notice = s.b.services_notice * s.zt["employment_services"][s.e.region] * s.b.workforce_exit * s.e.workers
    s.open_posts = s.e.vacancies + whole(notice, s.luck("notice").random(s.E))
    who.expected_quit = np.zeros(who.number)
    who.field_hired = who.field.copy()
    place_through_links(s, who)
    everybody = np.flatnonzero(who.employer < 0)
    match(s, who, everybody, who.region[everybody], who.field[everybody], "open", OPEN)
    spill_over(s, who)
    record(s, who)
    wait(s, who)


def wages(s: State, enterprises: np.ndarray, skill: np.ndarray, step: np.ndarray | float) -> np.ndarray:
    """w(h) of E7 with the wage step of E34a."""
    r = s.e.region[enterprises]
    share = wage_share(s)[r, s.e.industry[enterprises]]
    return s.g.wage_level[r] * (s.b.wage_floor + share * s.e.productivity[enterprises] * skill) * step


def career_step(s: State, cert: np.ndarray, region: np.ndarray) -> np.ndarray:
    """E34a: factor on the wage of a group of whom the share `cert` has a certificate."""
    return 1 + s.b.career_wage_step * s.zt["career_channel"][region] * cert


def place_through_links(s: State, who: SimpleNamespace) -> None:
    """E30: posts offered through links; trainees who are asked compare with a typical enterprise."""
    l, b = s.l, s.b
    s.tally["offers"] = 0
    if not s.graduates.any():
        return
    luck = s.luck("orders")
    reach = np.where(l.depth == 5, 1.0, of_enterprises(s, "orders")[l.enterprise])
    offers = whole(
        reach * l.substance * places(s) * form_share(s, ORDER_CLASS) * l.alive, luck.random(l.slots)
    )
    typical = np.zeros((s.G, s.K))
    np.add.at(typical, (s.e.region, s.e.industry), s.e.productivity)
    typical /= np.maximum(s.m.enterprises, 1)
    share = wage_share(s)
    order = np.argsort(luck.random(l.slots))
    answers = luck.random((l.slots, int(places(s).max()) + 1))
    stay = 1 - form_share(s, APPRENTICESHIP)
    for i in order[offers[order] > 0]:
        e, c, k = l.enterprise[i], l.college[i], l.field[i]
        free = np.flatnonzero((who.college == c) & (who.field == k) & (who.employer < 0))
        asked = free[: min(int(offers[i]), int(s.open_posts[e]))]
        s.tally["offers"] += len(asked)
        if not len(asked):
            continue
        gain = s.graduate_advantage[c, k]
        who.practical[asked] = np.minimum(1, who.practical[asked] + gain)
        skill = skill_in(s, who, asked, who.field[asked])
        step = career_step(s, certified(s, who, asked), who.region[asked])
        g = s.e.region[e]
        out = s.g.wage_level[g] * (b.wage_floor + share[g, k] * typical[g, k] * skill) * step
        gap = wages(s, np.full(len(asked), e), skill, step) - out
        yes = answers[i, : len(asked)] < logistic(b.order_outside_slope * (gap - b.order_narrowness))
        who.practical[asked[~yes]] -= gain
        hired = asked[yes]
        who.employer[hired] = e
        who.way[hired] = LINK
        s.open_posts[e] -= len(hired)
        quiet = b.early_quit_link + stay[i] * (1 - b.early_quit_link)
        who.expected_quit[hired] = quiet
        balance_rest(who, c, k, gain * len(hired))


def balance_rest(who: SimpleNamespace, college: int, field: int, gain: float) -> None:
    """Who was trained is better than the mean of the programme, so the others are below it."""
    rest = (who.college == college) & (who.field == field) & (who.employer < 0)
    if rest.any():
        who.practical[rest] = np.maximum(0, who.practical[rest] - gain / rest.sum())


def match(
    s: State,
    who: SimpleNamespace,
    rows: np.ndarray,
    region: np.ndarray,
    field: np.ndarray,
    purpose: str,
    way: int | np.ndarray,
) -> None:
    """E31: applications and deferred acceptance on every market, for `rows` of persons who go there."""
    luck = s.luck("market " + purpose)
    way = np.broadcast_to(np.asarray(way), rows.shape)
    s.tally.setdefault("applications", 0)
    s.tally.setdefault("rejected", 0)
    for g in range(s.G):
        exam = s.b.examination_standard * standard(s, "examination")[g]
        z = s.zt["qualification"][g]
        spread = s.b.hiring_noise * (1 - s.b.hiring_noise_qualification * (z + (1 - z) * exam))
        longer = s.g.l_human[g] * (s.zt["platform"][g] + s.b.services_list * s.zt["employment_services"][g])
        for k in range(s.K):
            here = (region == g) & (field == k)
            firms = np.flatnonzero((s.e.region == g) & (s.e.industry == k) & (s.open_posts > 0))
            if not here.any() or not len(firms):
                continue
            persons = rows[here]
            skill = skill_in(s, who, persons, np.full(len(persons), k))
            step = career_step(s, certified(s, who, persons), np.full(len(persons), g))
            wage = wages(s, firms[None, :], skill[:, None], step[:, None])
            weight = np.log(s.open_posts[firms])[None, :] + s.b.wage_pull * wage
            ranking = np.argsort(-(weight + luck.gumbel(size=weight.shape)), axis=1)
            length = np.floor(s.b.list_length * (1 + longer) + luck.random(len(persons))).astype(int)
            length = np.minimum(length, len(firms))
            seen = skill[:, None] + spread * luck.standard_normal(weight.shape)
            listed = np.arange(len(firms))[None, :] < length[:, None]
            s.tally["applications"] += int(listed.sum())
            seen_listed = np.take_along_axis(seen, ranking, axis=1)[listed]
            s.tally["rejected"] += int((seen_listed < s.b.hiring_threshold).sum())
            result = deferred_acceptance(ranking, length, seen, s.open_posts[firms], s.b.hiring_threshold)
            got = result >= 0
            who.employer[persons[got]] = firms[result[got]]
            who.way[persons[got]] = way[here][got]
            who.field_hired[persons[got]] = k
            who.expected_quit[persons[got]] = 1.0
            s.open_posts[firms] -= np.bincount(result[got], minlength=len(firms))


def deferred_acceptance(
    ranking: np.ndarray, length: np.ndarray, seen: np.ndarray, room: np.ndarray, least: float
) -> np.ndarray:
    """Firm of every person, or -1: persons propose down their lists, firms keep the best they saw."""
    n = len(ranking)
    held = np.full(n, -1)
    next_ = np.zeros(n, dtype=int)
    while True:
        free = np.flatnonzero((held < 0) & (next_ < length))
        if not len(free):
            return held
        firm = ranking[free, next_[free]]
        next_[free] += 1
        fit = seen[free, firm] >= least
        held[free[fit]] = firm[fit]
        for f in np.unique(firm[fit]):
            rivals = np.flatnonzero(held == f)
            if len(rivals) > room[f]:
                worst = rivals[np.argsort(-seen[rivals, f], kind="stable")[room[f] :]]
                held[worst] = -1


def spill_over(s: State, who: SimpleNamespace) -> None:
    """E32, E32a: a second try in a neighbouring field or in another region."""
    b, luck = s.b, s.luck("spill")
    rows = np.flatnonzero(who.employer < 0)
    draws = luck.random((len(rows), 4))
    open_ = np.zeros((s.G, s.K))
    np.add.at(open_, (s.e.region, s.e.industry), s.open_posts)
    g, k = who.region[rows], who.field[rows]
    side = np.where(draws[:, 1] < 0.5, 1, -1)
    near = (k + side) % s.K
    stays = draws[:, 0] < b.region_stay
    elsewhere = open_[:, k].T.copy()
    elsewhere[np.arange(len(rows)), g] = 0
    away = drawn(elsewhere, draws[:, 2])
    stays |= away < 0
    region, field = np.where(stays, g, away), np.where(stays, near, k)
    cert = certified(s, who, rows)
    led = draws[:, 3] < b.career_guidance * s.zt["career_channel"][g] * cert
    for i in np.flatnonzero(led):
        home = b.region_stay * open_[g[i], [(k[i] - 1) % s.K, (k[i] + 1) % s.K]]
        weights = np.concatenate([home, (1 - b.region_stay) * elsewhere[i]])
        pick = int(drawn(weights[None, :], draws[i : i + 1, 2])[0])
        if pick >= 0:
            region[i] = g[i] if pick < 2 else pick - 2
            field[i] = ((k[i] - 1) % s.K, (k[i] + 1) % s.K)[pick] if pick < 2 else k[i]
    way = np.where(field != k, OTHER_FIELD, OTHER_REGION)
    match(s, who, rows, region, field, "spill", way)


def drawn(weights: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """One column a row with chances in proportion to weights; -1 where all are zero."""
    total = np.cumsum(weights, axis=1)
    pick = (draw[:, None] * total[:, -1:] >= total).sum(axis=1)
    return np.where(total[:, -1] > 0, np.minimum(pick, weights.shape[1] - 1), -1)


def record(s: State, who: SimpleNamespace) -> None:
    """What the placement was: hires of enterprises and markets, placement of colleges, counts."""
    rows = np.flatnonzero(who.employer >= 0)
    e, field = who.employer[rows], who.field_hired[rows]
    skill = skill_in(s, who, rows, field)
    fit = who.fit[rows, field]
    cert = certified(s, who, rows)
    link = who.way[rows] == LINK
    b, g = s.b, s.e.region[e]
    leave = b.early_quit_base + b.early_quit_mismatch * (1 - fit)
    leave = (
        leave * (1 - b.services_early_quits * s.zt["employment_services"][g] * fit) * who.expected_quit[rows]
    )

    def market(values: np.ndarray) -> np.ndarray:
        table = np.zeros((s.G, s.K))
        np.add.at(table, (g, s.e.industry[e]), values)
        return table

    def programme(values: np.ndarray) -> np.ndarray:
        table = np.zeros((s.C, s.K))
        np.add.at(table, (who.college[rows][link], who.field[rows][link]), values[link])
        return table

    s.hired = SimpleNamespace(
        number=market(np.ones(len(rows))),
        skill=market(skill),
        link_number=market(link * 1.0),
        link_skill=market(skill * link),
        open_number=market((~link) * 1.0),
        open_skill=market(skill * ~link),
        programme_number=programme(np.ones(len(rows))),
        programme_skill=programme(skill),
        own_number=np.bincount(e, link, s.E),
        own_skill=np.bincount(e, skill * link, s.E),
        of_enterprise=np.bincount(e, minlength=s.E),
        enterprise_skill=np.bincount(e, skill, s.E),
        enterprise_fit=np.bincount(e, fit, s.E),
        enterprise_cert=np.bincount(e, cert, s.E),
        early_quits=np.bincount(e, leave, s.E),
    )
    step = career_step(s, cert, g)
    s.g.wages_placed = np.bincount(g, wages(s, e, skill, step), s.G)
    count_placed(s, who, rows)


def count_placed(s: State, who: SimpleNamespace, rows: np.ndarray) -> None:
    """Counts by way, E25b's placement of colleges, and E38a's share placed in the field."""
    ways = np.bincount(who.way[rows], minlength=5)
    s.tally.update(link=int(ways[LINK]), open=int(ways[OPEN]))
    s.tally.update(other_field=int(ways[OTHER_FIELD]), other_region=int(ways[OTHER_REGION]))
    if not s.graduates.any():
        return
    b, c = s.b, s.c
    own = rows[who.college[rows] >= 0]
    placed = np.bincount(who.college[own], minlength=s.C)
    graduated = s.graduates.sum(axis=1)
    some = graduated > 0
    all_own = np.flatnonzero(who.college >= 0)
    cert = np.bincount(who.college[all_own], certified(s, who, all_own), s.C) / np.maximum(graduated, 1)
    counted = 1 + b.intake_career * (career_step(s, cert, c.region) - 1)
    rate = placed / np.maximum(graduated, 1) * counted
    c.graduations = c.graduations + some
    for name, speed in (("placement", b.placement_speed), ("placement_norm", b.placement_norm_speed)):
        gain = np.maximum(speed, 1 / np.maximum(c.graduations, 1)) * some
        value = getattr(c, name)
        basis = rate if name == "placement" else placed / np.maximum(graduated, 1) * counted
        setattr(c, name, value + gain * (basis - value))
    in_field = np.isin(who.way[rows], (LINK, OPEN, OTHER_REGION))
    seekers_ = np.bincount(who.region, minlength=s.G)
    found = np.bincount(who.region[rows], in_field, s.G)
    s.g.placed_in_field = np.divide(found, seekers_, out=np.zeros(s.G), where=seekers_ > 0)
