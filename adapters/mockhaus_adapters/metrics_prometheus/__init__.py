"""Figures for Prometheus, in the text form of its client."""
