"""The page about Mesa: its blocks run one after another, and leave nothing."""

import re

from iei.experiments.evidence.claims import ROOT

PAGE = (ROOT / "docs/mesa.md").read_text(encoding="utf-8")


def test_the_blocks_of_the_page_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scope = {"__name__": "page"}
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 6
    for block in blocks:
        exec(compile(block, "docs/mesa.md", "exec"), scope)
        assert capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_what_the_page_says_of_ids_holds():
    from iei.agents.row_agent import FIRST_IDS

    assert all(f"{first:,}" in PAGE for first in FIRST_IDS.values())
