"""Small building blocks of every screen: cards, chips, edits, the scan box."""
