"""Values made into text, JSON, Markdown and SARIF."""
