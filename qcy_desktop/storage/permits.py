"""The second line behind the services: which recorded act needs which right, asked each time one is written down."""

from __future__ import annotations

from sqlalchemy import select

from qcy_desktop.domain.accounts import Right, Session, written_roles
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
    "form.fill": Right.PRINT,
    "pack.install": Right.INSTALL_PACKS,
    "rule.sign": Right.VERIFY_RULES,
    "rule.confirm": Right.VERIFY_RULES,
    "rule.revoke": Right.VERIFY_RULES,
}
"""Acts that are not named need no right of their own (logging in, finishing what another act began)."""

_CASE_WORK = frozenset({Right.ACCEPT, Right.REVIEW, Right.APPROVE, Right.PAY})
_FORMS = frozenset({Right.OFFICE, Right.EDIT_RULES})
_ANY_OF: dict[str, frozenset[Right]] = {
    "case.save": _CASE_WORK,
    "phrases.set": _CASE_WORK,
    "form.save": _FORMS,
    "form.retire": _FORMS,
}

_BEFORE_LOG_IN = ("login", "password.", "db.")
"""Acts that happen before anybody has logged in, or that the program does by itself: all others need a log-in once there
are accounts."""


def permit(work: Work, act: str, who: str, what: tuple[str, str] = ("", "")) -> None:
    """Raises KnownError E-RIGHT, E-LOGIN-NEEDED, E-LOGIN-STALE or E-WHO when the act may not be done by whoever does it.

    `what` is the kind of record and which; whoever has just changed the own account is looked at as before the change.
    """
    session = work.session
    if session is None:
        if not act.startswith(_BEFORE_LOG_IN) and work.connection.execute(select(users.c.id).limit(1)).first():
            raise KnownError("E-LOGIN-NEEDED", "办理这项业务要先登录。", "请登录后再试。")
        return
    if who not in (session.user, ""):
        raise KnownError("E-WHO", f"登录的是“{session.user}”，不能以“{who}”的名义办理。", "请更换操作人后再试。")
    if what != ("account", session.user):
        require_fresh(work, session)
    if act in NEEDED:
        session.require(NEEDED[act])
    wanted = _ANY_OF.get(act)
    if wanted is not None and not wanted & session.rights:
        session.require(next(right for right in Right if right in wanted))


def require_fresh(work: Work, session: Session) -> None:
    """A session ends when its account is switched off or given other roles, wherever that was done: E-LOGIN-STALE."""
    query = select(users.c.active, users.c.roles).where(users.c.name == session.user)
    found = work.connection.execute(query).first()
    if found is not None and not (found.active and found.roles == written_roles(session.roles)):
        raise KnownError(
            "E-LOGIN-STALE", "您的账号刚被停用或改了角色，本次没有办理。", "请重新登录；有疑问请找管理员。"
        )
