"""Recursive-descent parsers, one module for each family of statements."""
