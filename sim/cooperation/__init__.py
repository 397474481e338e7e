"""Cooperation of colleges and enterprises: search, links, joint work, supervision, money, learning."""
