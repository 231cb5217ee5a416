"""The rule language: read, check, reckon, explain. No Qt, no database, no network."""
