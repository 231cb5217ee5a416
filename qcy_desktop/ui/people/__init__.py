"""Who sits at the desk: log-in, lock, change of clerk."""
