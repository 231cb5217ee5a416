"""The database: tables, sessions, lock, backup, audit. Rows stay inside, frozen values go out."""
