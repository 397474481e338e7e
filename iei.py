"""The laboratory from Python: `iei.run(...)`, `iei.compare(...)`."""
