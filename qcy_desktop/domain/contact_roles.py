"""What persons and accounts of an enterprise are registered as: one list for contacts, office forms and papers."""

from __future__ import annotations

from collections.abc import Mapping

PAYEE = "收款账户"
ROLES = ("法定代表人", "联系人", "财务负责人", PAYEE)
"""Offered everywhere; an office may type others."""

_ALSO: Mapping[str, str] = {"收款": PAYEE, "银行账户": PAYEE, "对公账户": PAYEE, "经办人": "联系人", "企业经办人": "联系人", "法人": "法定代表人"}  # fmt: skip
"""Other words for the same, as they stand in contacts and forms that were kept before there was one list."""


def same_role(text: str) -> str:
    """The word of the list for a role, however it was written; a role of the office's own stays as it is."""
    text = text.strip()
    return _ALSO.get(text, text)
