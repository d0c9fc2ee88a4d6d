"""Sizes and speeds of hosting beside real classes and measurements."""
