"""Whole registries at once: the same typed tree reckoned by columns of whole numbers, equal to the interpreter cell by cell."""
