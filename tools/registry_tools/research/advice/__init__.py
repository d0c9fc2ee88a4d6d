"""How good past advice turned out to be."""
