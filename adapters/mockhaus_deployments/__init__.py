"""Deployments: the containers that wire adapters to the core, and the program entry."""
