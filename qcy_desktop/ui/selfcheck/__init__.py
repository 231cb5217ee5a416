"""The self-check: plain questions for an enterprise, nothing kept, a sheet to bring along."""
