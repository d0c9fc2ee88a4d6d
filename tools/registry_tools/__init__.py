"""The workshop: what a maintainer runs to bring the registry up to date, to check it, and to measure how good it is."""
