"""One place through which every sentence of the window passes, so that it can be translated or stretched."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "qcy"


def tr(text: str) -> str:
    """The sentence in the language of the window; the source language is Simplified Chinese."""
    return QCoreApplication.translate(CONTEXT, text)
