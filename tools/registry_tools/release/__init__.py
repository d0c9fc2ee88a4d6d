"""A refresh of the data from end to end, and the distributions that are released."""
