"""`manifest.json`: what an experiment's store is about, and who computed it when.

The file carries a checksum of itself. A manifest that is damaged or lost blocks nothing: the next sweep
knows what belongs into it and writes it anew; only the records of earlier sessions are gone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from iei.experiments.store.whole_file import replacing
from iei.sim.base.quantity import InvalidInput

FORMAT = 3
FILE = "manifest.json"
AGAIN = "the command that made it writes it anew; finished runs are kept"
KINDS: dict[str, type | tuple[type, ...]] = {
    **{"experiment": str, "about": str, "rules": str, "baseline": str, "created": str},
    **{"outcomes": list, "all_outcomes": list, "seeds": list, "sessions": list},
    **{"settings": dict, "replicates": int, "outcome_versions": dict, "extensions": dict},
}


class Damaged(InvalidInput):
    """A file of a store that is not as it was written; `why` goes on after "is damaged"."""

    def __init__(self, path: Path, why: str = " (its checksum does not fit)") -> None:
        super().__init__(f"{path} is damaged{why}; {AGAIN}")


class DamagedManifest(Damaged):
    """A manifest that cannot be believed; the runs of its store can."""


class OtherFormat(InvalidInput):
    """A manifest of another version of the store, and the name of its experiment."""

    def __init__(self, message: str, experiment: str) -> None:
        super().__init__(message)
        self.experiment = experiment


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder, checked.

    Raises `InvalidInput` if there is none, `DamagedManifest` if it is not as it was written, and
    `OtherFormat` if another version of this program wrote it.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InvalidInput(f"{folder} is not a results folder: it has no {FILE}{lost(folder)}") from None
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise DamagedManifest(path, f" ({error})") from None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}") from None
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DamagedManifest(path, f" and cannot be read ({error})") from None
    if not isinstance(manifest, dict):
        raise DamagedManifest(path, ": it holds no mapping")
    intact = manifest.get("digest") == digest(manifest)
    first = "digest" not in manifest and manifest.get("format") == 1  # the first format had no checksum
    if (intact or first) and manifest.get("format") != FORMAT:
        raise OtherFormat(
            f"{path} has format {manifest.get('format')!r:.20}; this version reads format {FORMAT}: "
            "run the experiment again, or read it with the version that made it",
            str(manifest.get("experiment")),
        )
    if not intact:
        raise DamagedManifest(path)
    problem = fault(manifest)
    if problem:
        raise DamagedManifest(path, f": {problem}")
    return manifest


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest whole, with its checksum."""
    plain = json.loads(json.dumps(dict(manifest)))
    signed = plain | {"digest": digest(plain)}
    with replacing(folder / FILE) as temporary:
        text = json.dumps(signed, indent=1, ensure_ascii=False) + "\n"
        temporary.write_text(text, encoding="utf-8")


def digest(manifest: Mapping[str, Any]) -> str:
    """Checksum of everything else in a manifest."""
    rest = {key: value for key, value in manifest.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def lost(folder: Path) -> str:
    """What to do about a missing manifest, if the folder is a store at all."""
    return f"; {AGAIN}" if (folder / "parts").is_dir() else ""


def fault(manifest: Mapping[str, Any]) -> str:
    """What is wrong with the entries of a manifest; empty if nothing is."""
    for key, kind in KINDS.items():
        value = manifest.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            return f"'{key}' is {value!r:.60}"
    if not re.fullmatch(r"[0-9a-f]{16}", manifest["rules"]):
        return f"'rules' is {manifest['rules']!r:.60}"
    lists = (("outcomes", str), ("all_outcomes", str), ("seeds", int), ("sessions", dict))
    for key, kind in lists:
        if not all(isinstance(entry, kind) for entry in manifest[key]):
            return f"'{key}' holds other things than it should"
    if not set(manifest["outcomes"]) <= set(manifest["all_outcomes"]):
        return "'outcomes' names some that are not stored"
    if len(set(manifest["all_outcomes"])) < len(manifest["all_outcomes"]):
        return "'all_outcomes' names one twice"
    for session in manifest["sessions"]:
        if not isinstance(session.get("versions", {}), dict):
            return "'sessions' holds other things than it should"
    return ""
