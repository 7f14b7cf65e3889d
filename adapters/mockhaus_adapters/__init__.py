"""Adapters: one package per role and technology. None knows another."""
