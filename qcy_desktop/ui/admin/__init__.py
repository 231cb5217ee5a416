"""The 管理 place: accounts, backups, health, the record of acts, the office, this machine, personal data."""
