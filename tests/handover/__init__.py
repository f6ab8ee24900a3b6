"""Tests of leads that change hands."""
