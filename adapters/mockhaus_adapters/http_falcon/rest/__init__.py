"""Mockhaus's own REST API: operations as data, and what serves and documents them."""
