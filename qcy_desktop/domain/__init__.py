"""Plain words of the counter with their own truth: money, dates, identifiers, verdicts, errors. Standard library only."""
