"""The worked example of an enterprise: known answers belong to these numbers, whatever the defaults are."""

from hypothesis import strategies as st

from iei.agents.enterprise_interests import SUBSTANCE_OF_DEPTH, utilities
from iei.policies.incentives import AGREEMENT

AVERAGE_MARKET = 11.5 / (11.5 + 10)  # density with 12.5 enterprises
PLACES = {"micro": 1, "small": 4, "medium": 8, "large": 20}
FIXED_COST_FACTOR = {"micro": 0.35, "small": 0.65, "medium": 0.9, "large": 1.5}
WORKED = {
    "fixed_cost": 1.9,
    "trainee_cost": 1.5,
    "formal_cost": 0.15,
    "machine_return": 0.049,
    "productive_return": 1.12,
    "productive_return_depth_slope": 0.25,
    "productivity": 6,
    "skill_gain": 0.13,
    "hiring_saving": 1,
    "retention_base": 0.4,
    "discount": 0.97,
    "wage_slope_alone": 0.45,
    "wage_slope_density": 0.12,
    "turnover_density": 0.06,
    "annuity_separation": 0,
    "image_value": 0.38,
    "image_size_exponent": 0.7,
    "awareness_start": 0.55,
    "leak": 0.1,
    "trust_start": 0.3,
    "legal_compensation": 0.5,
}
TOLERANCE = 1e-9
SHARE = st.floats(0, 1)


def pay_offs(enterprise, government, policy, behaviour, subsidy=0.0, credit=0.0, density=AVERAGE_MARKET):
    """Utilities (formal, substantive) of one link in MU, subsidy in MU of this link."""
    return utilities(enterprise, government, density, policy, subsidy, credit, 0, AGREEMENT, behaviour)[:2]


def net_cost(enterprise, behaviour):
    """Gross cost less trainees' output at the rung looked at, MU per term, without savings by policies."""
    ahead = max(SUBSTANCE_OF_DEPTH[min(enterprise.deepest + 1, 5)], 0.3)
    variable = behaviour.trainee_cost * enterprise.places * ahead
    share = max(0.0, enterprise.productive_return - behaviour.productive_return_depth_slope * (ahead - 0.3))
    return behaviour.fixed_cost * enterprise.fixed_cost_factor + (1 - share) * variable
