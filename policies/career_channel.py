"""A career channel: certified skill moves more freely and is paid a step more (E25b, E32a, E34a)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "career_channel",
        upper=1,
        unit="share",
        about="certified skill is recognised in other fields and regions and on the pay scale; reaches few "
        "without qualification",
        cost="{examiner_work} person-terms a graduate who may be certified at full value, over the last year",
        group="people",
    ),
)

QUANTITIES = (
    Quantity(
        "certificate_access",
        default=0.3,
        lower=0,
        upper=1,
        unit="share of graduates",
        equation="E32a",
        source="modelling choice; who may be examined without the lever qualification",
        grade=ASSUMED,
    ),
    Quantity(
        "career_guidance",
        default=0.8,
        lower=0,
        upper=1,
        unit="share of the certified at full value",
        equation="E32a",
        source="modelling choice, claim 3.2l; 0: nobody is led to open posts",
        grade=ASSUMED,
    ),
    Quantity(
        "career_wage_step",
        default=0.08,
        lower=0,
        upper=0.3,
        unit="share of the wage",
        equation="E34a",
        source="modelling choice, claim 3.2l",
        grade=ASSUMED,
    ),
    Quantity(
        "intake_career",
        default=1,
        lower=0,
        upper=3,
        unit="share of the wage step",
        equation="E25b",
        source="modelling choice, claim 3.2l; 0: families do not see it",
        grade=ASSUMED,
    ),
    Quantity(
        "examiner_work",
        default=0.025,
        lower=0,
        upper=0.25,
        unit="person-terms/graduate",
        equation="E40",
        source="an examination and its subsidy",
        grade=ASSUMED,
    ),
)


@rule
def examined_share(qualification, behaviour):
    """Share of persons who may be examined for a certificate; qualification standards widen it (E32a)."""
    access = behaviour.certificate_access
    return access + (1.0 - access) * qualification


@rule
def certified_share(skill, qualification, behaviour):
    """Share of persons of this mean effective skill who hold a certificate: the able pass (E32a)."""
    return examined_share(qualification, behaviour) * skill


@rule
def guided_share(channel, skill, qualification, behaviour):
    """Share of persons without a post whom the channel leads to where posts are open (E32a)."""
    return behaviour.career_guidance * channel * certified_share(skill, qualification, behaviour)


@rule
def wage_step(channel, certified, behaviour):
    """Factor on the wage of workers of whom the share `certified` has a certified skill (E34a)."""
    return 1.0 + behaviour.career_wage_step * channel * certified
