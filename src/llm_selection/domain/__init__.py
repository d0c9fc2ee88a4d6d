"""The typed domain model: models, licenses, offerings, prices, benchmarks, hardware, with evidence for each fact."""
