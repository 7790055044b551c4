"""Tests of syncer.prices."""
