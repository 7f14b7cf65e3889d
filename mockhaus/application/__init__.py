"""The use cases, and the handlers that carry out each family of statements."""
