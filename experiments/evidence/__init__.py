"""The model held against evidence: stylised facts, claims of the source paper, reference results."""
