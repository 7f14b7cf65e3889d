"""Identifiers from the operating system's source of randomness."""

from mockhaus_adapters.identity_random.identity import RandomIdentity

__all__ = ["RandomIdentity"]
