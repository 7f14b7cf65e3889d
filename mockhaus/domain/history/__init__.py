"""The record that every statement leaves."""
