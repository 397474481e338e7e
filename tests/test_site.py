"""The documentation builds as a site without a warning, and its pages ask for nothing from the net."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ASKED = re.compile(
    r"<(?:script|img|iframe|source|audio|video)\b[^>]*?\bsrc=[\"']?(?:https?:)?//[^>]*>"
    r"|<link\b[^>]*?\bhref=[\"']?(?:https?:)?//[^>]*>"
)
IN_STYLES = re.compile(r"@import[^;]*https?:|url\([\"']?(?:https?:)?//[^)]*\)")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("mkdocs")
    pytest.importorskip("material")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "IEI_RUN_TUTORIALS": "0"}
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_every_page_is_there_and_found_by_the_search(site):
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    pages |= {
        path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.ipynb")
    }
    pages = {path.parent / "index.html" if path.stem == "README" else path for path in pages}
    pages.add(Path("contributing.html"))
    assert len(pages) > 20
    index = (site / "search/search_index.json").read_text(encoding="utf-8")
    for page in pages:
        assert (site / page).is_file(), page
        assert page.as_posix() in index


def test_no_page_asks_for_anything_from_the_net(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    assert [(page.name, ASKED.findall(page.read_text(encoding="utf-8"))) for page in pages] == [
        (page.name, []) for page in pages
    ]
    for style in site.rglob("*.css"):
        assert not IN_STYLES.findall(style.read_text(encoding="utf-8")), style.name


def test_no_page_links_to_a_file_that_is_not_there(site):
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue
        for target in re.findall(r'<a [^>]*?href="([^"#]+)', page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                assert (page.parent / target.partition("?")[0]).exists(), (page.name, target)


def test_what_asks_is_found():
    """Control."""
    assert ASKED.search('<script src="https://cdn.example/x.js"></script>')
    assert ASKED.search('<link rel="stylesheet" href="//fonts.example/css">')
    assert not ASKED.search('<a href="https://example.org">')
    assert not ASKED.search('<img src="data:image/png;base64,xx">')
    assert IN_STYLES.search("@font-face{src:url(https://fonts.example/a.woff)}")


def test_links_out_of_the_pages_become_words():
    pytest.importorskip("mkdocs")
    from iei.experiments.tools.documentation_site import link, page_of

    docs = ROOT / "docs"
    assert link("a.py", "../policies/council.py", Path(), docs) == "`a.py`"
    assert link("lessons", "lessons/", Path(), docs) == "[lessons](lessons/README.md)"
    assert link("x", "../own_files.md#rules", Path("tutorials"), docs) == "[x](../own_files.md#rules)"
    assert link("x", "own_policy.ipynb", Path("tutorials"), docs) == "[x](own_policy.md)"
    cell = {
        "cell_type": "code",
        "source": ["1 + 1"],
        "outputs": [
            {"output_type": "stream", "name": "stdout", "text": ["said\n"]},
            {"output_type": "execute_result", "data": {"text/plain": ["2"]}},
        ],
    }
    assert page_of({"cells": [cell]}) == "```python\n1 + 1\n```\n\n```text\nsaid\n```\n\n```text\n2\n```\n"
