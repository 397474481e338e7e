"""The ground floor: declared quantities, tables, chance and compilation.

Nothing in this package knows what a college or an enterprise is.
"""
