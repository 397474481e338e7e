"""What stored runs say: paired comparisons, effects, sensitivities."""
