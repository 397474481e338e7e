"""One run: coefficients, levers, scenario, world, the phases of a term, the engine and the Mesa model."""
