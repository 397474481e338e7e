"""Where Hydra finds configuration files: those of the user first, then those of the laboratory.

The scheme `own://` reads files as `own_files` checks them, and shows Hydra no other group
than those of the laboratory, so that a file can neither bring nor change code that runs.
"""

from __future__ import annotations

from pathlib import Path

from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.config_store import ConfigStore
from hydra.core.object_type import ObjectType
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigLoadError, ConfigResult, ConfigSource
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf import OmegaConf

from iei.experiments.plan.own_files import FOLDERS, GROUPS, content

PLUGINS = "hydra_plugins.iei"  # Hydra takes launchers and sweepers only from modules named so
ENGINE = {"launcher": f"{PLUGINS}.EngineLauncher", "sweeper": f"{PLUGINS}.EngineSweeper"}
PRIMARY = "config"  # the laboratory's own; no file of a user takes its place


class OwnSearchPath(SearchPathPlugin):
    """Puts the folders of `iei.experiments.plan.own_files.looking_into` in front."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Prepend the folders, the first one first."""
        for folder in reversed(FOLDERS.get()):
            search_path.prepend("own", f"own://{folder}")


class OwnSource(ConfigSource):
    """A folder of configuration files, or one experiment file."""

    @staticmethod
    def scheme() -> str:
        """The scheme of its addresses."""
        return "own"

    def load_config(self, config_path: str) -> ConfigResult:
        """The content of a file; `InvalidInput` if something is wrong in it."""
        file = self._file(config_path)
        if file is None:
            raise ConfigLoadError(f"Config not found : {config_path}")
        plain, package = content(file, config_path.rpartition("/")[0])
        return ConfigResult(
            config=OmegaConf.create(plain),
            path=self.full_path(),
            provider=self.provider,
            header={"package": package},
        )

    def available(self) -> bool:
        """Whether the folder is there."""
        return Path(self.path).exists()

    def is_group(self, config_path: str) -> bool:
        """Whether this is a group of the laboratory of which files are here."""
        path = config_path.strip("/")
        root = Path(self.path)
        if root.is_file():
            return path in ("", "experiment")
        return not path or (path in GROUPS and (root / path).is_dir())

    def is_config(self, config_path: str) -> bool:
        """Whether this file is here."""
        return self._file(config_path) is not None

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        """Names of groups and files of a group."""
        group = config_path.strip("/")
        root = Path(self.path)
        inner = [name for name in GROUPS if name.rpartition("/")[0] == group and self.is_group(name)]
        found = set()
        if results_filter is not ObjectType.CONFIG:
            found |= {name.rpartition("/")[2] for name in inner}
        if results_filter is not ObjectType.GROUP and group:
            paths = [root] if root.is_file() else (root / group).glob("*.yaml")
            found |= {path.stem for path in paths}
        return sorted(found)

    def _file(self, config_path: str) -> Path | None:
        """The file of a configuration such as ``policy/pact``; None if it is not here."""
        group, _, name = config_path.removesuffix(".yaml").rpartition("/")
        root = Path(self.path)
        if root.is_file():
            return root if (group, name) == ("experiment", root.stem) else None
        if (group and group not in GROUPS) or (not group and name in (PRIMARY, "hydra")):
            return None
        path = root / group / f"{name}.yaml"
        return path if path.is_file() else None


def register() -> None:
    """Tell Hydra where configurations are, and of `hydra/launcher=iei` and `hydra/sweeper=iei`."""
    for plugin in (OwnSearchPath, OwnSource):
        Plugins.instance().register(plugin)
    for group, target in ENGINE.items():
        ConfigStore.instance().store(
            group=f"hydra/{group}", name="iei", node={"_target_": target}, provider="iei"
        )
