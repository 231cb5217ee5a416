"""Known errors: what can go wrong at the counter, said in one sentence with its cure."""

from __future__ import annotations


class KnownError(Exception):
    """A fault the program foresaw.

    `code` is stable and short (e.g. ``E-FACT-NAME``); `sentence` says in Chinese what is wrong and where;
    `cure` says what to do. Faces show both and never a traceback. The command line exits with 2.
    """

    def __init__(self, code: str, sentence: str, cure: str = "") -> None:
        self.code = code
        self.sentence = sentence
        self.cure = cure
        super().__init__(f"{sentence}{cure}" if not cure else f"{sentence}（{cure}）")
