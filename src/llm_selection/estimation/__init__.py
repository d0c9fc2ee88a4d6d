"""Pure estimates from values: workloads, costs, quality, own tests, and what hosting a model takes."""
