"""Hydra's multirun on the laboratory's own engine: `hydra/launcher=iei` and `hydra/sweeper=iei`."""
