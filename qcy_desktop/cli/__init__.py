"""The same services from a terminal, without Qt."""
