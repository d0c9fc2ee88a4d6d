"""Choosing: the options there are, screening by requirements, and ranking."""
