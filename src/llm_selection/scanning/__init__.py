"""Model ids in a code base, and what became of those models."""
