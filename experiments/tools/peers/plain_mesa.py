"""The cooperation choice of enterprises (E5-E7) as a user of Mesa would write it: agents with attributes.

The shape of the utilities is the model's, their terms are fewer, and chance is Python's own, so that this is
a lower bound of what the model would take in plain Mesa.
"""

import math

import mesa

WEIGHTS = (0.0, 0.1, 0.3, 0.55, 0.8, 1.0)
PLACES = (1, 4, 8, 20)
SHARES = (0.4, 0.35, 0.18, 0.07)


class Enterprise(mesa.Agent):
    """An enterprise that chooses among no, formal and substantive cooperation."""

    def __init__(self, model, region, size):
        super().__init__(model)
        gauss = self.random.gauss
        self.region, self.size, self.places, self.density = region, size, PLACES[size], 0.5
        self.productivity = 1.5 * math.exp(0.2 * gauss(0, 1))
        self.productive_return = min(1.6, max(0.2, 0.8 + 0.2 * gauss(0, 1)))
        self.taste = [0.55 * gauss(0, 1) for _ in range(3)]
        self.awareness, self.trust, self.audit_belief, self.skill_gain = 0.4, 0.3, 0.1, 0.1
        self.links = self.deepest = 0
        self.coupling = 0.0
        self.image = 0.3 * self.places**0.5
        self.scale = 1.0 + 0.15 * self.places
        self.cash, self.profit, self.value_added = 100.0, 10.0, 100.0
        self.strategy = self.next_strategy = 0
        self.values = [0.0, 0.0, 0.0]
        self.attentive = False
        self.transfers_expected = 0.0

    def weigh(self):
        """Utilities of the three strategies."""
        model = self.model
        subsidy = model.subsidy * self.places * model.law
        ahead = max(WEIGHTS[min(self.deepest + 1, 5)], 0.3)
        fixed = model.fixed_cost * (1 - 0.3 * model.council) * (1 - 0.2 * model.standards)
        variable = model.trainee_cost * self.places * ahead
        gross = fixed + variable
        net = gross - max(0.0, self.productive_return - 0.3 * (ahead - 0.3)) * variable
        partner = self.trust + (1 - self.trust) * 0.1
        limit = min(0.3 * self.value_added, max(self.profit, 0)) / max(self.links, 1)
        credit_formal = min(model.tax_credit * 0.5 * gross, limit) * model.law
        credit_substantive = min(model.tax_credit * gross, limit) * model.law
        loss = subsidy + credit_formal + model.penalty * self.places * model.law
        formal = self.image + subsidy + credit_formal - 0.1 * fixed
        formal += 0.1 * model.evaluation * self.places - self.audit_belief * 0.7 * loss
        rent = self.skill_gain * (0.5 - 0.4 * self.density) * self.productivity
        rent /= 1 - 0.95 * (1 - 0.1 * self.density)
        substantive = self.image + subsidy + credit_substantive - net
        substantive += self.awareness * self.places * ahead * 0.6 * (rent + 0.2) * partner
        substantive += model.law * max(net, 0) * (1 - partner) + 0.1 * model.evaluation * self.places
        substantive += self.coupling * 0.3 * self.places * ahead - 0.1 * max(net, 0)
        number, formal_peers, substantive_peers = model.peers[(self.region, self.size)]
        share_formal, share_substantive = formal_peers / number, substantive_peers / number
        self.values = [
            1.05 + 0.05 * (1 - share_formal - share_substantive) + self.taste[0],
            formal / self.scale + 0.05 * share_formal + self.taste[1],
            substantive / self.scale + 0.05 * share_substantive + self.taste[2],
        ]
        if self.cash < net:
            self.values[2] = -1e9
        transfers = subsidy + credit_substantive
        self.attentive = abs(transfers - self.transfers_expected) > 0.1 * self.scale
        self.transfers_expected = transfers

    def choose(self):
        """Keep, imitate, weigh or try at random."""
        random = self.random
        self.next_strategy = self.strategy
        if random.random() < 0.15 and not self.attentive:
            return
        if random.random() < 0.005:
            self.next_strategy = random.randrange(3)
        elif random.random() < 0.08:
            peer = random.choice(self.model.groups[(self.region, self.size)])
            gain = 4 * (peer.values[peer.strategy] - self.values[self.strategy])
            if random.random() < 1 / (1 + math.exp(-max(-500, min(500, gain)))):
                self.next_strategy = peer.strategy
        else:
            best = max(self.values)
            weights = [math.exp(4 * (value - best)) for value in self.values]
            self.next_strategy = random.choices((0, 1, 2), weights)[0]

    def adopt(self):
        """The choice takes effect."""
        self.strategy = self.next_strategy


class Cooperation(mesa.Model):
    """Enterprises of four regions and four size classes."""

    def __init__(self, enterprises, seed=1):
        super().__init__(seed=seed)
        self.subsidy, self.tax_credit, self.law, self.council = 0.1, 0.15, 0.5, 0.3
        self.standards, self.penalty, self.evaluation = 0.3, 0.2, 0.3
        self.fixed_cost, self.trainee_cost = 2.0, 0.5
        self.groups: dict[tuple[int, int], list[Enterprise]] = {}
        self.peers: dict[tuple[int, int], tuple[int, int, int]] = {}
        for number in range(enterprises):
            size = self.random.choices(range(4), SHARES)[0]
            enterprise = Enterprise(self, number % 4, size)
            self.groups.setdefault((enterprise.region, size), []).append(enterprise)

    def step(self):
        """One term: look around, weigh, choose, adopt."""
        for key, group in self.groups.items():
            formal = sum(enterprise.strategy == 1 for enterprise in group)
            self.peers[key] = len(group), formal, sum(enterprise.strategy == 2 for enterprise in group)
        self.agents.do("weigh")
        self.agents.do("choose")
        self.agents.do("adopt")
