"""How good the data and the library are: evaluations, comparisons with others, speed, and inputs made wrong on purpose."""
