"""What other libraries make of the ids that we name."""
