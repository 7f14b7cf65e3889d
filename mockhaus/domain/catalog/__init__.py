"""Databases, schemas and the objects in them, and the immutable catalog that finds them by name."""
