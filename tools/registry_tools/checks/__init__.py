"""What must hold of the data, of its names, of the claims it takes over, and of the examples in the documentation."""
