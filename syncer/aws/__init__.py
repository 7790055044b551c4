"""Clients of AWS."""
