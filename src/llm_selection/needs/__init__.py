"""What is asked: use cases, presets, requirements, and hardware that somebody brings."""
