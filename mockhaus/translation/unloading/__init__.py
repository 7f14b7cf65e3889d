"""COPY INTO a location: its options, the names of its files, and engine SQL of what is in them."""
