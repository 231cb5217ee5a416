"""What the people behind accounts are called on screens, in the terminal and on papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from qcy_desktop.storage import Storage


def people_of(store: Storage) -> Mapping[str, str]:
    """The name of the person behind each account, the account in brackets beside it where two share a name."""
    accounts = store.accounts.listed()
    often = Counter(one.shown_name for one in accounts)
    return {
        one.name: f"{one.shown_name}（{one.name}）" if often[one.shown_name] > 1 else one.shown_name for one in accounts
    }
