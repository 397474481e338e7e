"""Policy levers, one file per family: value, bounds, unit, cost, and the terms added to equations."""
