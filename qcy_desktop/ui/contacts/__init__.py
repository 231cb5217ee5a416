"""Persons and accounts of an enterprise: covered, shown in full on record."""
