"""Turns tokens, scale and the bundled font into the look of the whole application."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.tokens import DARK, LIGHT, PALETTES, Tokens

FAMILIES = ("Noto Sans SC", "Source Han Sans SC", "Noto Sans CJK SC", "Microsoft YaHei UI", "Microsoft YaHei")
BASE_POINT = 10.5
_SIZE = re.compile(r"(-?\d+(?:\.\d+)?)(dp|sp)\b")


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens in force and the scale; painters ask it for colours, lengths and fonts."""

    tokens: Tokens
    scale: float
    family: str

    def dp(self, length: float) -> int:
        """A length of the design in device-independent pixels at this scale."""
        return max(1, round(length * self.scale))

    def font(self, size: float = 14, bold: bool = False) -> QFont:
        """A font of the design: `size` in design pixels, figures all of one width."""
        font = QFont(self.family)
        font.setPointSizeF(size * 0.75 * self.scale)
        font.setBold(bold)
        return tabular(font)

    def colour(self, name: str) -> QColor:
        return QColor(getattr(self.tokens, name))


def tabular(font: QFont) -> QFont:
    """The font with figures of equal width."""
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def load_family(folder: Path) -> str:
    """Register the bundled fonts and return the family to use; falls back to what the machine has."""
    for file in sorted(folder.glob("NotoSansSC-*.*tf")):
        QFontDatabase.addApplicationFont(str(file))
    installed = set(QFontDatabase.families())
    for family in FAMILIES:
        if family in installed:
            return family
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def choose_tokens(name: str) -> Tokens:
    """The palette of that name; ``system`` follows the desktop."""
    if name in PALETTES:
        return PALETTES[name]
    hints = QGuiApplication.styleHints()
    return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT


def make_theme(look: Look, family: str) -> Theme:
    return Theme(choose_tokens(look.theme), look.scale / 100, family)


def style_sheet(template: str, theme: Theme, icons: Path) -> str:
    """The sheet with tokens and sizes filled in; ``8dp`` are scaled pixels, ``14sp`` scaled points."""

    def sized(match: re.Match[str]) -> str:
        value = float(match[1]) * theme.scale
        if match[2] == "sp":
            return f"{value * 0.75:.2f}pt"
        return f"{max(1, round(value)) if value > 0 else round(value)}px"

    return _SIZE.sub(sized, Template(template).substitute(asdict(theme.tokens), icons=icons.as_posix()))


def palette_for(tokens: Tokens) -> QPalette:
    """Qt's own palette from the tokens, for the parts that no sheet reaches."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.page,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.card,
        QPalette.ColorRole.AlternateBase: tokens.sunken,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.muted,
        QPalette.ColorRole.Button: tokens.card,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.accent_text,
        QPalette.ColorRole.ToolTipBase: tokens.card,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.LinkVisited: tokens.accent,
        QPalette.ColorRole.Mid: tokens.line,
        QPalette.ColorRole.Dark: tokens.strong_line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return palette


def dress(app: QApplication, theme: Theme, resources: Path) -> None:
    """Give the application its style, font, palette and sheet."""
    template = (resources / "qss" / "window.qss").read_text(encoding="utf-8")
    app.setStyle("Fusion")
    app.setFont(theme.font())
    app.setPalette(palette_for(theme.tokens))
    app.setStyleSheet(style_sheet(template, theme, resources / "icons"))
