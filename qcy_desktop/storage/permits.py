"""The second line behind the services: which recorded act needs which right, asked each time one is written down."""

from __future__ import annotations

from sqlalchemy import select

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage.tables import users
from qcy_desktop.storage.work import Work

NEEDED: dict[str, Right] = {
    "enterprise.new": Right.ENTER,
    "enterprise.save": Right.ENTER,
    "enterprise.remove": Right.REMOVE,
    "enterprise.import": Right.IMPORT,
    "contact.save": Right.ENTER,
    "note.add": Right.ENTER,
    "attachment.add": Right.ENTER,
    "assessment.keep": Right.ASSESS,
    "paper.make": Right.PRINT,
    "paper.copy": Right.PRINT,
    "case.open": Right.ACCEPT,
    "personal.show": Right.SEE_PERSONAL,
    "personal.erase": Right.ERASE_PERSONAL,
    "account.new": Right.ACCOUNTS,
    "account.roles": Right.ACCOUNTS,
    "account.reset": Right.ACCOUNTS,
    "account.off": Right.ACCOUNTS,
    "account.unlock": Right.ACCOUNTS,
    "office.set": Right.OFFICE,
    "db.backup": Right.BACKUP,
    "archive.make": Right.ARCHIVE,
    "archive.restore": Right.ARCHIVE,
    "filter.save": Right.ENTER,
    "filter.remove": Right.ENTER,
    "pack.install": Right.INSTALL_PACKS,
    "rule.sign": Right.VERIFY_RULES,
    "rule.confirm": Right.VERIFY_RULES,
    "rule.revoke": Right.VERIFY_RULES,
}
"""Acts that are not named need no right of their own (logging in, finishing what another act began)."""

_CASE_WORK = frozenset({Right.ACCEPT, Right.REVIEW, Right.APPROVE, Right.PAY})
_WITH_LOGIN = ("case.", "account.", "request.", "personal.", "rule.")
"""Acts that nobody does without logging in, once there are accounts."""


def permit(work: Work, act: str, who: str) -> None:
    """Raises KnownError E-RIGHT, E-LOGIN-NEEDED or E-WHO when the act may not be done by whoever does it."""
    session = work.session
    if session is None:
        if act.startswith(_WITH_LOGIN) and work.connection.execute(select(users.c.id).limit(1)).first() is not None:
            raise KnownError("E-LOGIN-NEEDED", "办理这项业务要先登录。", "请登录后再试。")
        return
    if who not in (session.user, ""):
        raise KnownError("E-WHO", f"登录的是“{session.user}”，不能以“{who}”的名义办理。", "请更换操作人后再试。")
    if act in NEEDED:
        session.require(NEEDED[act])
    elif act == "case.save" and not _CASE_WORK & session.rights:
        session.require(Right.REVIEW)
