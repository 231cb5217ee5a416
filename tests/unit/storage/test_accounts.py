"""Who gets in, what each role may do, and that two hands are two people."""

from __future__ import annotations

import dataclasses
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from qcy_desktop.domain.accounts import RIGHTS, PasswordPolicy, Right, Role, Session
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Case, Contact
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.accounts import NewAccount
from qcy_desktop.storage.audit import Act
from qcy_desktop.storage.cases import NewPaper
from tests.unit.storage.museum import COMPANY, an_assessment

GOOD = "Qing-Yuan-2026"
OTHER = "Ling-Dian-4071"


def code_of(error: pytest.ExceptionInfo[KnownError]) -> str:
    return error.value.code


def session(*roles: Role, name: str = "zhang") -> Session:
    return Session(name, "张某", frozenset(roles), datetime.now().astimezone())


@pytest.fixture
def admin(store: Storage, noon: datetime) -> Session:
    """The first administrator, as if logged in (a log-in takes its time)."""
    store.accounts.add(NewAccount("guan", "管某", frozenset({Role.ADMIN}), GOOD), "", noon)
    return Session("guan", "管某", frozenset({Role.ADMIN}), noon)


@pytest.fixture
def clerk(store: Storage, admin: Session, noon: datetime) -> Session:
    """A clerk who has set a password of his own."""
    with store.acting(admin):
        store.accounts.add(NewAccount("zhang", "张某", frozenset({Role.COUNTER}), GOOD), "guan", noon)
    first = session(Role.COUNTER)
    return store.accounts.change_password(first, GOOD, OTHER, noon)


def test_the_first_account_must_be_an_administrator(store: Storage, noon: datetime) -> None:
    assert not store.accounts.any()
    with pytest.raises(KnownError) as caught:
        store.accounts.add(NewAccount("zhang", "张某", frozenset({Role.COUNTER}), GOOD), "", noon)
    assert code_of(caught) == "E-ACCOUNT-FIRST"
    assert not store.accounts.any()


def test_a_given_password_opens_nothing_until_it_is_changed(store: Storage, admin: Session, noon: datetime) -> None:
    with store.acting(admin):
        store.accounts.add(NewAccount("zhang", "张某", frozenset({Role.COUNTER}), GOOD), "guan", noon)
    first = store.accounts.login("zhang", GOOD, noon)
    with pytest.raises(KnownError) as caught:
        first.require(Right.ENTER)
    assert code_of(caught) == "E-PASSWORD-CHANGE"
    store.accounts.change_password(first, GOOD, OTHER, noon).require(Right.ENTER)
    with pytest.raises(KnownError) as caught:
        store.accounts.login("zhang", GOOD, noon)
    assert code_of(caught) == "E-LOGIN"


@pytest.mark.parametrize(
    "weak", ["", "Short-1a", "alllowercaseletters", "12345678901A", "Zhang-12345", "Password-2026", "Aa1Aa1Aa1Aa1"]
)
def test_a_weak_password_is_refused_with_the_reason(weak: str) -> None:
    assert PasswordPolicy().complain(weak, "zhang")
    assert PasswordPolicy().complain(GOOD, "zhang") is None


def test_five_failures_lock_the_account_for_a_while(store: Storage, clerk: Session, noon: datetime) -> None:
    for _ in range(4):
        with pytest.raises(KnownError) as caught:
            store.accounts.login("zhang", "wrong", noon)
        assert code_of(caught) == "E-LOGIN"
    for attempt in ("wrong", OTHER):
        with pytest.raises(KnownError) as caught:
            store.accounts.login("zhang", attempt, noon)
        assert code_of(caught) == "E-LOGIN-LOCKED"
    later = noon + timedelta(minutes=16)
    assert store.accounts.login("zhang", OTHER, later).user == "zhang"
    acts = [link.act for link in store.care.audit(kind="account", record="zhang")]
    assert acts[:6] == ["login", "login.locked", *["login.failed"] * 4]


def test_the_administrator_can_end_a_lock_out(store: Storage, admin: Session, clerk: Session, noon: datetime) -> None:
    for _ in range(5):
        with pytest.raises(KnownError):
            store.accounts.login("zhang", "wrong", noon)
    with store.acting(admin):
        store.accounts.unlock("zhang", "guan", noon)
    assert store.accounts.login("zhang", OTHER, noon).user == "zhang"


def test_an_unknown_name_takes_as_long_as_a_wrong_password(tmp_path: Path, migrations: Path, noon: datetime) -> None:
    with Storage.open(tmp_path, migrations) as store:
        store.accounts.add(NewAccount("guan", "管某", frozenset({Role.ADMIN}), GOOD), "", noon)

        def quickest(name: str) -> float:
            taken = []
            for number in range(4):
                start = time.perf_counter()
                with pytest.raises(KnownError) as caught:
                    store.accounts.login(name, f"wrong {number}", noon)
                taken.append(time.perf_counter() - start)
                assert str(caught.value).startswith("用户名或密码不对")
            return min(taken)

        known, unknown = quickest("guan"), quickest("nobody")
    assert 0.5 < known / unknown < 2


def test_a_switched_off_account_is_told_so_only_with_the_right_password(
    store: Storage, admin: Session, clerk: Session, noon: datetime
) -> None:
    with store.acting(admin):
        store.accounts.switch("zhang", "guan", noon, active=False)
    with pytest.raises(KnownError) as caught:
        store.accounts.login("zhang", "wrong", noon)
    assert code_of(caught) == "E-LOGIN"
    with pytest.raises(KnownError) as caught:
        store.accounts.login("zhang", OTHER, noon)
    assert code_of(caught) == "E-LOGIN-OFF"


def test_the_last_administrator_stays(store: Storage, admin: Session, noon: datetime) -> None:
    with store.acting(admin):
        for attempt in (
            lambda: store.accounts.switch("guan", "guan", noon, active=False),
            lambda: store.accounts.set_roles("guan", frozenset({Role.POLICY}), "guan", noon),
        ):
            with pytest.raises(KnownError) as caught:
                attempt()
            assert code_of(caught) == "E-ACCOUNT-LAST"
    assert store.accounts.listed()[0].roles == {Role.ADMIN}


def test_a_password_lies_in_the_file_only_as_argon2id_and_is_hashed_anew_when_more_work_is_asked(
    tmp_path: Path, migrations: Path, noon: datetime
) -> None:
    def kept(store: Storage) -> str:
        with store.reading() as connection:
            return connection.execute(text("SELECT password FROM users")).scalar_one()

    with Storage.open(tmp_path, migrations, Opening(passwords=PasswordPolicy(rounds=1, memory_kib=64))) as store:
        store.accounts.add(NewAccount("guan", "管某", frozenset({Role.ADMIN}), GOOD), "", noon)
        assert "m=64,t=1" in kept(store)
    with Storage.open(tmp_path, migrations) as store:
        store.accounts.login("guan", GOOD, noon)
        assert kept(store).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        assert GOOD not in kept(store)
        store.accounts.login("guan", GOOD, noon)
        assert store.care.check() == ()


def test_a_password_grown_old_must_be_changed(store: Storage, clerk: Session, noon: datetime) -> None:
    assert store.accounts.login("zhang", OTHER, noon + timedelta(days=181)).must_change


@pytest.mark.parametrize("right", list(Right))
def test_each_right_is_held_by_some_role_and_refused_to_the_others(right: Right) -> None:
    holders = [role for role in Role if right in RIGHTS[role]]
    assert holders
    for role in Role:
        if role in holders:
            session(role).require(right)
            continue
        with pytest.raises(KnownError) as caught:
            session(role).require(right)
        assert code_of(caught) == "E-RIGHT"
        assert right in str(caught.value)
        assert holders[0] in caught.value.cure


def test_nobody_both_keeps_the_accounts_and_decides_on_money() -> None:
    for rights in RIGHTS.values():
        assert not {Right.ACCOUNTS, Right.APPROVE} <= rights


WRITES = {
    Right.ENTER: lambda s, now, id: s.save_enterprise(Enterprise(name="甲"), "zhang", now),
    Right.REMOVE: lambda s, now, id: s.remove_enterprise(id, "zhang", now),
    Right.IMPORT: lambda s, now, id: s.import_enterprises([], "zhang", now),
    Right.ASSESS: lambda s, now, id: s.keep_assessment(id, COMPANY, an_assessment(), "zhang", now),
    Right.PRINT: lambda s, now, id: s.keep_paper(NewPaper("assessment", b"%PDF"), "zhang", now),
    Right.ACCEPT: lambda s, now, id: s.save_case(Case(id, "m", "待受理"), "zhang", now),
    Right.SEE_PERSONAL: lambda s, now, id: s.contacts.reveal(id, "打印", "zhang", now),
    Right.ERASE_PERSONAL: lambda s, now, id: s.contacts.erase_due(date(2100, 1, 1), "zhang", now),
    Right.OFFICE: lambda s, now, id: s.belongings.set_office("name", "某局", "zhang", now),
    Right.ACCOUNTS: lambda s, now, id: s.accounts.unlock("guan", "zhang", now),
}


@pytest.mark.parametrize("right", list(WRITES))
def test_the_store_itself_refuses_what_a_role_may_not(
    store: Storage, admin: Session, noon: datetime, right: Right
) -> None:
    for role in Role:
        with store.acting(session(Role.COUNTER, name="li")):
            id = store.save_enterprise(Enterprise(name="底"), "li", noon)
            store.contacts.save(Contact("联系人", enterprise_id=id, keep_until=date(2050, 1, 1)), "li", noon)
        links = len(store.care.audit())
        with store.acting(session(role)):
            if right in RIGHTS[role]:
                WRITES[right](store, noon, id)
                assert len(store.care.audit()) == links + 1
                continue
            with pytest.raises(KnownError) as caught:
                WRITES[right](store, noon, id)
        assert code_of(caught) == "E-RIGHT"
        assert len(store.care.audit()) == links
    assert store.care.check() == ()


def test_a_step_of_a_case_needs_one_of_the_rights_over_cases(store: Storage, admin: Session, noon: datetime) -> None:
    with store.acting(session(Role.COUNTER)):
        id = store.save_enterprise(Enterprise(name="甲"), "zhang", noon)
        case = store.load_case(store.save_case(Case(id, "m", "待受理"), "zhang", noon))
    with store.acting(session(Role.POLICY)), pytest.raises(KnownError) as caught:
        store.save_case(dataclasses.replace(case, state="待初审"), "zhang", noon)
    assert code_of(caught) == "E-RIGHT"
    with store.acting(session(Role.HEAD)):
        store.save_case(dataclasses.replace(case, state="待初审"), "zhang", noon)


@pytest.mark.parametrize("right", [*WRITES, None])
def test_everything_that_is_recorded_needs_a_log_in_once_there_are_accounts(
    store: Storage, noon: datetime, right: Right | None
) -> None:
    id = store.save_enterprise(Enterprise(name="甲"), "", noon)
    store.contacts.save(Contact("联系人", enterprise_id=id, keep_until=date(2050, 1, 1)), "", noon)
    store.accounts.add(NewAccount("guan", "管某", frozenset({Role.ADMIN}), GOOD), "", noon)
    links = len(store.care.audit())
    with pytest.raises(KnownError) as caught:
        if right is None:
            store.care.undo(store.care.audit("enterprise")[0].id, "", noon)
        else:
            WRITES[right](store, noon, id)
    assert code_of(caught) == "E-LOGIN-NEEDED"
    assert len(store.care.audit()) == links


def test_a_session_ends_when_its_account_is_switched_off_or_given_other_roles(
    store: Storage, admin: Session, clerk: Session, noon: datetime
) -> None:
    with store.acting(admin):
        store.accounts.switch("zhang", "guan", noon, active=False)
    with store.acting(clerk), pytest.raises(KnownError) as caught:
        store.save_enterprise(Enterprise(name="甲"), "zhang", noon)
    assert code_of(caught) == "E-LOGIN-STALE"
    with store.acting(admin):
        store.accounts.switch("zhang", "guan", noon, active=True)
        store.accounts.set_roles("zhang", frozenset({Role.COUNTER, Role.REVIEW}), "guan", noon)
    with store.acting(clerk), pytest.raises(KnownError) as caught:
        store.save_enterprise(Enterprise(name="甲"), "zhang", noon)
    assert code_of(caught) == "E-LOGIN-STALE"
    with store.acting(store.accounts.login("zhang", OTHER, noon)):
        store.save_enterprise(Enterprise(name="甲"), "zhang", noon)


def test_an_administrator_who_lost_the_role_elsewhere_cannot_take_it_back(
    store: Storage, admin: Session, clerk: Session, noon: datetime
) -> None:
    with store.acting(admin):
        store.accounts.set_roles("zhang", frozenset({Role.ADMIN}), "guan", noon)
        store.accounts.set_roles("guan", frozenset({Role.POLICY}), "guan", noon)
        with pytest.raises(KnownError) as caught:
            store.accounts.set_roles("guan", frozenset({Role.ADMIN}), "guan", noon)
    assert code_of(caught) == "E-LOGIN-STALE"
    assert store.accounts.listed()[0].roles == {Role.POLICY}


def test_where_nothing_can_be_written_the_right_password_still_opens_and_a_wrong_one_does_not(
    tmp_path: Path, migrations: Path, noon: datetime
) -> None:
    quick = PasswordPolicy(rounds=1, memory_kib=64)
    with Storage.open(tmp_path, migrations, Opening(passwords=quick)) as store:
        store.accounts.add(NewAccount("guan", "管某", frozenset({Role.ADMIN}), GOOD), "", noon)
        with store.acting(store.accounts.login("guan", GOOD, noon)):
            store.accounts.add(NewAccount("zhang", "张某", frozenset({Role.COUNTER}), GOOD), "guan", noon)
            store.accounts.switch("zhang", "guan", noon, active=False)
    with Storage.open(tmp_path, migrations, Opening(read_only=True, passwords=quick)) as store:
        assert store.accounts.login("guan", GOOD, noon).user == "guan"
        for name, password, code in (
            ("guan", OTHER, "E-LOGIN"),
            ("wu", GOOD, "E-LOGIN"),
            ("zhang", GOOD, "E-LOGIN-OFF"),
        ):
            with pytest.raises(KnownError) as caught:
                store.accounts.login(name, password, noon)
            assert code_of(caught) == code


def test_nobody_signs_with_the_name_of_another(store: Storage, clerk: Session, noon: datetime) -> None:
    with store.acting(clerk), pytest.raises(KnownError) as caught:
        store.save_enterprise(Enterprise(name="甲"), "guan", noon)
    assert code_of(caught) == "E-WHO"


def test_one_person_cannot_settle_an_own_request(store: Storage, admin: Session, noon: datetime) -> None:
    with store.acting(admin):
        for name in ("li", "wang"):
            store.accounts.add(NewAccount(name, name, frozenset({Role.HEAD}), GOOD), "guan", noon)
    li = session(Role.HEAD, name="li")
    id = store.accounts.ask(li, Act("case.pay", "case", "7", {}, {"amount": 100}), Right.PAY, noon)
    with pytest.raises(KnownError) as caught:
        store.accounts.settle(li, id, noon, granted=True)
    assert code_of(caught) == "E-TWO-PERSON"
    with pytest.raises(KnownError) as caught:
        store.accounts.settle(session(Role.COUNTER, name="zhao"), id, noon, granted=True)
    assert code_of(caught) == "E-RIGHT"
    settled = store.accounts.settle(session(Role.HEAD, name="wang"), id, noon, granted=True)
    assert (settled.asked_by, settled.settled_by, settled.granted) == ("li", "wang", True)
    assert store.accounts.waiting() == ()
    with pytest.raises(KnownError) as caught:
        store.accounts.settle(session(Role.HEAD, name="wang"), id, noon, granted=False)
    assert code_of(caught) == "E-DB-CONFLICT"
    assert store.care.verify() == ()


def test_the_clerk_changes_without_closing_the_store(
    store: Storage, admin: Session, clerk: Session, noon: datetime
) -> None:
    with store.acting(clerk):
        store.save_enterprise(Enterprise(name="甲"), "zhang", noon)
    back = store.accounts.confirm(admin, GOOD, noon)
    with store.acting(back):
        store.belongings.set_office("name", "某局", "guan", noon)
    assert store.belongings.office() == {"name": "某局"}
    assert [link.who for link in store.care.audit(kind="enterprise")] == ["zhang"]


@pytest.mark.parametrize(
    "harm",
    ["roles = '窗口,管理'", "active = (1 = 1), must_change = (1 = 0), password = (SELECT password FROM users LIMIT 1)"],
)
def test_an_account_changed_past_the_program_cannot_log_in_and_is_named(
    store: Storage, admin: Session, noon: datetime, harm: str
) -> None:
    with store.acting(admin):
        store.accounts.add(NewAccount("zhang", "张某", frozenset({Role.COUNTER}), OTHER), "guan", noon)
    assert store.care.check() == ()
    with store.transaction() as work:
        work.connection.execute(text(f"UPDATE users SET {harm} WHERE name = 'zhang'"))
    with pytest.raises(KnownError) as caught:
        store.accounts.login("zhang", GOOD, noon)
    assert code_of(caught) == "E-ACCOUNT-FORGED"
    assert [(f.code, f.place) for f in store.care.check()] == [("E-ACCOUNT-FORGED", "users/zhang")]
    with store.acting(admin):
        store.accounts.reset("zhang", OTHER, "guan", noon)
    assert store.accounts.login("zhang", OTHER, noon).must_change
