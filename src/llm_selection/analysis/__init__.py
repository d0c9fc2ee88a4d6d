"""What is said about an answer: why, why not, how sure, what would change it, and what to run beside it."""
