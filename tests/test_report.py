"""The report: what it says, that it needs nothing from outside, and that a real browser shows it well."""

import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from rich.console import Console

from iei.experiments.commands.main import main as iei
from iei.experiments.execute.sweep import sweep
from iei.experiments.show.results import Results
from iei.experiments.show.summary import comparison_table
from iei.experiments.store.manifest import read_manifest, write_manifest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DESKTOP, PHONE = (1280, 900), (500, 900)  # headless Chromium lays out no window narrower than 500


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("report")
    overrides = ["world=classroom", "terms=30", "only=[council,package_full,law]", "replicates=4"]
    results = sweep("compare_policies", *overrides, f"results={root}")
    assert iei(["report", str(results.folder)]) == 0
    return results.folder


@pytest.fixture(scope="module")
def page(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


class Page(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_needs_nothing_from_outside(page):
    for tag, attributes in Page(page).tags:
        for name in ("src", "href", "action", "data"):
            value = attributes.get(name) or "data:"
            assert value.startswith(("data:", "#")), f"{tag} {name}={value[:60]}"
    assert "@import" not in page
    assert not re.search(r"url\(", page)


def test_the_page_says_what_a_reader_needs(page, folder):
    results = Results.load(folder)
    for scenario in results.scenarios["scenario"]:
        assert f"<td>{scenario}</td>" in page
    assert "too few for conclusions" in page
    assert "What is measured and what is assumed" in page
    assert "95&nbsp;% interval" in page
    assert results.manifest["rules"] in page
    assert results.manifest["sessions"][0]["versions"]["numpy"] in page
    mean = results.comparison.set_index(["scenario", "outcome"]).loc[("council", "deep_share"), "mean"]
    assert f"{100 * mean:,.1f}" in page


def test_the_page_and_the_table_name_what_budgets_do_not_pay(page, folder):
    results = Results.load(folder)
    funded = results.runs.groupby("scenario")["funded_share"].mean()
    assert funded["package_full"] < 0.9
    sentence = f"package_full {100 * funded['package_full']:.0f} %."
    assert sentence in page
    assert f">{100 * funded['package_full']:.0f}</td>" in page
    console = Console(width=140, record=True, file=io.StringIO())
    console.print(comparison_table(results, 140))
    assert "scale them down to it" in console.export_text()


def test_every_figure_is_there_as_png_and_svg_and_in_the_page(page, folder):
    names = {path.stem for path in (folder / "figures").glob("*.png")}
    assert names >= {"differences", "cost", "acceptability", "over_time_training_share"}
    assert {path.stem for path in (folder / "figures").glob("*.svg")} == names
    images = [a for tag, a in Page(page).tags if tag == "img"]
    assert len(images) == len(names)
    assert all(image["alt"] for image in images)


def test_figures_name_their_units_and_say_what_bands_and_bars_are(folder):
    def words(name):
        return " ".join(
            re.findall(r"<text[^>]*>([^<]*)</text>", (folder / f"figures/{name}.svg").read_text())
        )

    over_time = words("over_time_training_share")
    assert "10-90 % of replicates" in over_time
    assert "95 % interval of the mean" in over_time
    assert "(share of enterprises)" in over_time
    assert "95 % t interval" in words("differences")
    assert "too small to matter" in words("differences")
    assert "Extra public spending" in words("cost")
    assert "means since the policy start" in words("cost")
    assert "Which policy is the best buy?" in words("acceptability")


def test_names_from_users_cannot_break_the_page(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    write_manifest(tmp_path / "copy", read_manifest(folder) | {"about": "<script>alert(1)</script>"})
    assert iei(["report", str(tmp_path / "copy")]) == 0
    text = (tmp_path / "copy/report.html").read_text()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_folder_without_results_is_refused(tmp_path, capsys):
    assert iei(["report", str(tmp_path)]) == 2
    assert "is not a results folder" in capsys.readouterr().err


def test_with_out_the_results_folder_is_only_read(folder, tmp_path, capsys):
    def state():
        return {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]}

    before = state()
    assert iei(["report", str(folder), "--out", str(tmp_path / "page.html")]) == 0
    assert state() == before
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    drawn = len(list((folder / "figures").glob("*.png")))
    images = [
        tag for tag, _ in Page((tmp_path / "page.html").read_text(encoding="utf-8")).tags if tag == "img"
    ]
    assert len(images) == drawn


def test_a_report_that_cannot_be_written_is_one_line_that_names_out(folder, tmp_path, capsys):
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy/report.html").unlink()
    (tmp_path / "copy/report.html").mkdir()
    for arguments in ([], ["--out", str(tmp_path / "nowhere/page.html")]):
        assert iei(["report", str(tmp_path / "copy"), *arguments]) == 2
        said = capsys.readouterr().err.strip()
        assert "cannot be written" in said
        assert "\n" not in said
        assert ("--out FILE" in said) == (not arguments)


def test_an_outcome_of_another_version_is_one_line(folder, tmp_path, capsys):
    shutil.copytree(folder, tmp_path / "copy")
    manifest = read_manifest(folder)
    more = {name: [*manifest[name], "gone_since"] for name in ("outcomes", "all_outcomes")}
    write_manifest(tmp_path / "copy", manifest | more)
    assert iei(["report", str(tmp_path / "copy")]) == 2
    assert "does not know: 'gone_since'" in capsys.readouterr().err


def test_a_store_without_a_successful_run_is_one_line(folder, tmp_path, capsys):
    shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy/parts")
    assert iei(["report", str(tmp_path / "copy")]) == 2
    assert "no run has succeeded" in capsys.readouterr().err


PROBE = """
<script>
addEventListener("load", () => {
  const images = [...document.images];
  const heading = document.querySelectorAll("#comparison ~ .scroll th button")[3];
  const column = () => [...document.querySelector("table.sortable").tBodies[0].rows]
    .map(row => parseFloat(row.cells[3].dataset.value));
  heading.click(); const down = column(); heading.click(); const up = column();
  const found = {
    broken: images.filter(image => !image.complete || !image.naturalWidth).length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    small: Math.min(...[...document.querySelectorAll("p, td, li")]
      .map(e => parseFloat(getComputedStyle(e).fontSize))),
    down, up,
  };
  const note = document.createElement("pre");
  note.id = "found"; note.textContent = JSON.stringify(found); document.body.append(note);
});
</script></body>
"""


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_browser_shows_it_offline_without_overflow_and_sorts(page, tmp_path, size):
    (tmp_path / "probe.html").write_text(page.replace("</body>", PROBE), encoding="utf-8")
    shown = subprocess.run(
        [
            *(BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={size[0]},{size[1]}"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND"),
            *("--virtual-time-budget=8000", "--dump-dom", (tmp_path / "probe.html").as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    found = json.loads(re.search(r'<pre id="found">(.*?)</pre>', shown, re.DOTALL)[1])
    assert found["broken"] == 0
    assert found["overflow"] <= 0  # tables scroll inside their frame, the page does not
    assert found["small"] >= 12
    assert found["down"] == sorted(found["down"], reverse=True)
    assert found["up"] == sorted(found["up"])
