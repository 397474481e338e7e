"""One run of the laboratory: the world, the phases of a term, the engine and the Mesa model."""
