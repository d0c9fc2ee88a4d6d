"""How well qualities predict what they haven't seen, and how they stand beside leaderboards."""
