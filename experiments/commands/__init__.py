"""The `iei` command: arguments are read and results are printed, nothing else."""
