"""Notes and files of an enterprise or a case: added, read, looked into; never erased."""
