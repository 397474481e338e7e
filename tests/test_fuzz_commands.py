"""Whatever a user types or writes into a file: exit code 0, or 2 with one line, and nothing half-written.

Nothing is simulated: a command counts as accepted when it comes to its first run. `IEI_FUZZ=10` tries ten
times as many inputs.
"""

import contextlib
import io
import os
import re
from unittest import mock

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from iei.experiments.commands import main as command

TIMES = int(os.environ.get("IEI_FUZZ", "1"))
CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
pytestmark = pytest.mark.timeout(900 * TIMES)


class FirstRun(BaseException):
    """The command has accepted its input and would compute now."""


def first_run(*_, **__):
    raise FirstRun


STUBS = (
    "iei.experiments.execute.single_run.simulate",
    "iei.experiments.execute.sweep.execute",
    "iei.experiments.execute.multirun.sitting",
    "iei.experiments.commands.facts.check_facts",
    "iei.experiments.commands.facts.show_circle",
    "iei.experiments.commands.lab.serve",
)


@pytest.fixture
def iei(tmp_path, monkeypatch):
    """`iei` in an empty folder, in which nothing may be left: (exit code, standard error)."""
    monkeypatch.chdir(tmp_path)

    def call(arguments):
        before = sorted(tmp_path.rglob("*"))
        said = io.StringIO()
        with contextlib.ExitStack() as stack:
            for stub in STUBS:
                stack.enter_context(mock.patch(stub, first_run))
            stack.enter_context(mock.patch("iei.experiments.commands.lab.open_browser"))
            stack.enter_context(mock.patch.dict(os.environ))
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
            stack.enter_context(contextlib.redirect_stderr(said))
            try:
                code = command.main(arguments)
            except FirstRun:
                code = 0
            except SystemExit as stop:
                code = stop.code
        assert sorted(tmp_path.rglob("*")) == before, "something is left behind"
        return code, said.getvalue()

    return call


def assert_understood(code, said):
    """The command went on, or told a mistake in one line."""
    assert code in (0, 2), said
    assert "Traceback" not in said
    if code == 2:
        assert said.startswith("iei: ")
        assert len(said.splitlines()) == 1
        assert len(said) > 15


def listed(text):
    return text.split()


KEYS = listed("""
policy world terms seed results outcomes executor executor.threads replicates behaviour behaviour.trust_gain
world.enterprises world.colleges world.regions world.sizes world.regions.delta
world.regions.delta.productivity world.sizes.micro.share world/regions policy.council policy.council.council
policy.mine policy.mine.subsidy policy.none only baseline design design.over precision precision.half_width
equal_budget keep_terms shard wait figures retry_failed name about scenarios scenarios.x overrides
experiment policies seeds first_seed hydra hydra.searchpath hydra.run.dir hydra/launcher hydra.sweeper.x
polcy policy@x a/b defaults _target_ x._target_
""")
WORDS = [
    *listed("""
council none [council,law] [council,subsidy_pulse] classroom province four dask threads deep_share [links]
[all] levers_factorial persistence base 3/4 true 1 0 -1 2.5 40 0.3 1e3 1e308 999999999999999999999999999999
nan inf -inf 010 0x1f null no 'no' 2019 '2019' [] {} [null] [1,2] [[1]] {a:1} {a:{b:[1]}}
{value:1,sizes:[large]} {council:.8} {kind:grid,over:{behaviour.trust_gain:[0.1,0.2]}}
{kind:morris,over:{lever.law:null}} [policy=law] 'policy=law' ['policy=law','terms=x'] a,b 0,3 none,council
1,x range(2) range(0) interval(0,1) glob(*) glob(c*) choice(1,2) shuffle(1,2) sort(2,1) int(3.7) str(2)
${seed} ${x} ${oc.env:HOME} ??? 'quoted' "q" 理事会 [理事会,law] ~/x ../x
/dev/null / . [bold]x [/] [ ] { } ' " \
a=b a:b $ %s é [.] [own] nowhere.yaml ./x/y.yaml file:/// pkg://json pkg://nothing own://x
"""),
    *("", "' '", "my results", "\x00", "\t", "\ud800"),
]
FLAGS = """
-m|--multirun|--cfg job|--cfg x|--help|--config-dir .|--config-dir|--config-dir nowhere|--config-name x
-cn config|--nonsense|-x|--tuning|--circle|--strict|--sample -1|--sample x|--all|--port x|--port 70000
--no-browser
nowhere|./nowhere.yaml|council|=|--|
"""
SCENARIO = listed("""
+policy.mine={council:.8} ++policy.mine.law=1 behaviour.trust_gain=0.3 world.enterprises=40 terms=30 seed=7
world.sizes.large.places=25 world/regions=four results=here outcomes=[links,deep_share] outcomes=[all]
seed=${terms} hydra.searchpath=[.] behaviour=default
""")
RUN = listed(
    "policy=council policy=[law,council] policy=none ~policy policy=none,council seed=range(3) executor=dask"
)
EXPERIMENT = listed("""
replicates=2 only=[council] equal_budget=20 keep_terms=true precision.half_width=0.1 shard=2/4
policies=[council,law] experiment=council_supervision experiment=persistence executor.threads=1
figures=false wait=false baseline=none '+scenarios.mine=["policy=law"]' executor=dask name=mine
""")
FACTS = listed("seeds=3 first_seed=2 executor.threads=1")
VALID = {
    "run": SCENARIO + RUN,
    "compare": SCENARIO + EXPERIMENT,
    "sweep": SCENARIO + EXPERIMENT,
    "facts": SCENARIO + FACTS,
    **dict.fromkeys(
        ("report", "reproduce", "lab", "policies", "outcomes"), listed(". here --config-dir . --all")
    ),
}
OFTEN = listed("run run run run compare compare sweep sweep facts report reproduce lab policies outcomes")


def wrong(keys=KEYS, words=WORDS):
    """An override that is most often wrong, sometimes any text."""
    prefix = st.sampled_from(["", "", "", "", "+", "++", "~"])
    value = st.one_of(st.sampled_from(words), st.sampled_from(words), st.text(max_size=6))
    plain = st.builds("{}{}={}".format, prefix, st.sampled_from(keys), value)
    return st.one_of(plain, plain, plain, st.builds("~{}".format, st.sampled_from(keys)), st.text(max_size=8))


@st.composite
def command_lines(draw):
    """A subcommand, often in the small world, with overrides that are right, at times one that is not."""
    name = draw(st.sampled_from(OFTEN))
    words = draw(
        st.lists(st.sampled_from(VALID[name]), max_size=3, unique_by=lambda word: word.partition("=")[0])
    )
    if draw(st.integers(0, 3)):
        words.append(draw(wrong()))
    if name in ("run", "compare", "sweep"):
        words += draw(st.sampled_from([[], ["world=classroom"], ["world=classroom"]]))
    if name in ("compare", "sweep") and not any(
        word.startswith(("only", "policies", "exp")) for word in words
    ):
        words += draw(st.sampled_from([[], *[["only=[council]"]] * 5]))  # two scenarios instead of seventeen
    if name == "run":
        words += draw(st.sampled_from([*[[]] * 5, ["-m"]]))  # which takes Hydra a second
    flags = re.split(r"[|\n]", FLAGS)
    if not draw(st.integers(0, 4)):
        words += draw(st.sampled_from(flags)).split()
    return [name, *words]


@settings(max_examples=1400 * TIMES, suppress_health_check=CHECKS)
@given(arguments=command_lines())
@example(["reproduce", "nowhere", "--sample", "-1"])
@example(["compare", "precision=5"])
@example(["compare", "~terms"])
def test_every_command_line_is_accepted_or_refused_in_one_line(iei, arguments):
    assert_understood(*iei(arguments))


SCALARS = st.one_of(
    st.sampled_from([None, True, False, 0, 1, 0.5, -1, 8, 2.5, 10**20, float("nan"), float("inf"), ""]),
    st.sampled_from(listed("risk East large joint_substance none policy=council behaviour.* lever.law x")),
    st.integers(-3, 300),
    st.text(max_size=5),
)
LEVER_KEYS = ["value", "start", "end", "ramp", "regions", "sizes", "fields", "basis", "targeting", "vlue"]
EXPERIMENT_KEYS = [
    *("name", "about", "baseline", "scenarios", "only", "overrides", "design", "replicates", "precision"),
    *("equal_budget", "outcomes", "keep_terms", "seed", "terms", "shard", "results", "executor", "replicats"),
]
DESIGN_KEYS = ["kind", "over", "points", "samples", "trajectories", "levels", "resolution", "seed", "width"]


def values(names):
    """A scalar, a list or a mapping with these names, two deep."""
    inner = st.one_of(SCALARS, st.lists(SCALARS, max_size=3))
    keys = st.one_of(*[st.sampled_from(names)] * 9, SCALARS)
    return st.one_of(inner, inner, st.dictionaries(keys, inner, max_size=3))


def file_text(content, header, kind):
    """Content as text: YAML, or YAML with something wrong in it."""
    text = header + "\n" + yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return {
        "plain": text.encode("utf-8", "replace"),
        "bom": b"\xef\xbb\xbf" + text.encode("utf-8", "replace"),
        "utf-16": text.encode("utf-16", "replace"),
        "gbk": (text + "# 理事会\n").encode("gbk", "replace"),
        "tab": text.replace("  ", "\t").encode("utf-8", "replace"),
        "cut": text.encode("utf-8", "replace")[: len(text) // 2],
        "twice": (text + text).encode("utf-8", "replace"),
        "headless": text.partition("\n")[2].encode("utf-8", "replace"),
    }[kind]


KINDS = st.sampled_from(["plain"] * 9 + ["bom", "utf-16", "gbk", "tab", "cut", "twice", "headless"])
LEVERS = listed(
    "council law subsidy audit orders penalty council law mandate counsil hydra _target_ defaults"
)
POLICIES = st.dictionaries(st.one_of(*[st.sampled_from(LEVERS)] * 9, SCALARS), values(LEVER_KEYS), max_size=3)
EXPERIMENTS = st.dictionaries(
    st.sampled_from(EXPERIMENT_KEYS),
    st.one_of(values(["none", "x", *DESIGN_KEYS]), values([*DESIGN_KEYS, "half_width", "outcome"])),
    max_size=3,
)


@pytest.fixture
def own(tmp_path_factory):
    """Writes a file of an own folder outside the folder that commands run in; the folder."""
    folder = tmp_path_factory.mktemp("own")

    def write(group, data):
        (folder / group).mkdir(exist_ok=True)
        (folder / group / "mine.yaml").write_bytes(data)
        return str(folder)

    return write


@settings(max_examples=400 * TIMES, suppress_health_check=CHECKS)
@given(content=POLICIES, kind=KINDS)
def test_every_policy_file_is_accepted_or_refused_in_one_line(iei, own, content, kind):
    folder = own("policy", file_text(content, "# @package policy.mine", kind))
    code, said = iei(["run", "--config-dir", folder, "world=classroom", "policy=mine"])
    assert_understood(code, said)


@settings(max_examples=200 * TIMES, suppress_health_check=CHECKS)
@given(content=EXPERIMENTS, kind=KINDS)
def test_every_experiment_file_is_accepted_or_refused_in_one_line(iei, own, content, kind):
    base = {"defaults": ["base", "_self_"], "name": "mine", "scenarios": {"none": ["policy=none"]}}
    folder = own("experiment", file_text(base | content, "# @package _global_", kind))
    assert_understood(*iei(["sweep", f"{folder}/experiment/mine.yaml", "world=classroom"]))


def test_a_traceback_would_be_found(iei, monkeypatch):
    """Control."""
    monkeypatch.setattr("iei.experiments.commands.run.compose", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        iei(["run", "world=classroom"])
