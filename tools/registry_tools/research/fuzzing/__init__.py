"""Inputs made wrong on purpose, and what the readers of the library make of them."""
