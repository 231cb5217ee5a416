"""The policy library: look through packs and measures, read one page per measure."""
