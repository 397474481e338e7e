"""For developers: tables of the documentation, and benchmarks."""
