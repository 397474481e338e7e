"""Configuration: Hydra groups of worlds, behaviours, policies, experiments and executors."""
