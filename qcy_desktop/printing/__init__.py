"""Chinese typesetting on paper, one module per paper; returns PDF bytes."""
