"""What a clerk can do: one module per errand, one act one transaction."""
