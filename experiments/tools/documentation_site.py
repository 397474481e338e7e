"""What mkdocs does not do by itself: notebooks become pages, links out of `docs/` become words.

A hook of `mkdocs.yml`. With `IEI_RUN_TUTORIALS=1` notebooks are run, and their pages show what comes out.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")
CONTRIBUTING = "CONTRIBUTING.md"
RUN = "IEI_RUN_TUTORIALS"


def on_files(files: Files, config: Any) -> Files:
    """Pages of the notebooks, and CONTRIBUTING.md as a page."""
    for notebook in [file for file in files if file.src_uri.endswith(".ipynb")]:
        files.remove(notebook)
        text = page_of(executed(Path(str(notebook.abs_src_path))))
        name = notebook.src_uri.removesuffix(".ipynb") + ".md"
        files.append(File.generated(config, name, content=text))
    contributing = (ROOT / CONTRIBUTING).read_text(encoding="utf-8").replace("](docs/", "](")
    files.append(File.generated(config, "contributing.md", content=contributing))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """A page with folded parts that hold Markdown, and with links that lead somewhere."""
    folder = Path(page.file.src_uri).parent
    docs = Path(config["docs_dir"])

    def mended(found: re.Match[str]) -> str:
        return link(found.group(1), found.group(2), folder, docs)

    return LINK.sub(mended, markdown).replace("<details>", '<details markdown="1">')


def link(text: str, target: str, folder: Path, docs: Path) -> str:
    """A link of a page in `folder`: those out of `docs` become code, those to a folder lead to its page."""
    path, mark, part = target.partition("#")
    if "://" in target or not path:
        return f"[{text}]({target})"
    if (docs / folder / path).resolve() == ROOT / CONTRIBUTING:
        return f"[{text}]({'../' * len(folder.parts)}contributing.md)"
    if not (docs / folder / path).resolve().is_relative_to(docs.resolve()):
        return text if "`" in text or " " in text else f"`{text}`"
    if path.endswith("/"):
        if not (docs / folder / path / "README.md").exists():
            return text
        path += "README.md"
    return f"[{text}]({path.replace('.ipynb', '.md')}{mark}{part})"


def executed(path: Path) -> dict[str, Any]:
    """A notebook, run in its folder if `IEI_RUN_TUTORIALS` is set."""
    if os.environ.get(RUN, "0") in ("", "0"):
        return json.loads(path.read_text(encoding="utf-8"))
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=1200, resources={"metadata": {"path": str(path.parent)}}).execute()
    return json.loads(nbformat.writes(notebook))


def page_of(notebook: dict[str, Any]) -> str:
    """A notebook as Markdown, with the outputs that it holds."""
    parts = []
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(text)
            continue
        parts.append(f"```python\n{text}\n```")
        parts += [shown for output in cell["outputs"] if (shown := output_of(output))]
    return "\n\n".join(parts) + "\n"


def output_of(output: dict[str, Any]) -> str:
    """One output of a cell: a picture, a table, or text."""
    if output["output_type"] == "stream":
        return fenced("".join(output["text"])) if output["name"] == "stdout" else ""
    data = {kind: "".join(content) for kind, content in output.get("data", {}).items()}
    if "image/png" in data:
        return f'<img alt="figure" src="data:image/png;base64,{data["image/png"].replace(chr(10), "")}">'
    if "text/html" in data:
        lines = [line.strip() for line in data["text/html"].splitlines() if line.strip()]
        return re.sub(r"<style.*?</style>", "", "".join(lines))
    return fenced(data.get("text/plain", ""))


def fenced(text: str) -> str:
    """Text as it is; nothing for nothing."""
    return f"```text\n{text.rstrip()}\n```" if text.strip() else ""
