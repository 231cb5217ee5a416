"""Writes the few vector marks that style sheets need, one per palette."""

from __future__ import annotations

from pathlib import Path

from qcy_desktop.ui.tokens import PALETTES

DOWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M1.5 3.2 5 6.8 8.5 3.2" fill="none" stroke="{c}" stroke-width="1.5"/></svg>\n'
CHECK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M3.5 8.4 6.8 11.5 12.5 4.8" fill="none" stroke="{c}" stroke-width="2"/></svg>\n'


def main() -> None:
    """Write down-*.svg and check-*.svg beside this script."""
    here = Path(__file__).parent
    for name, tokens in PALETTES.items():
        (here / f"down-{name}.svg").write_text(DOWN.format(c=tokens.muted), encoding="utf-8")
        (here / f"check-{name}.svg").write_text(CHECK.format(c=tokens.accent_text), encoding="utf-8")


if __name__ == "__main__":
    main()
