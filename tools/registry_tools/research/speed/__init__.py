"""How long a user waits, and how that grows."""
