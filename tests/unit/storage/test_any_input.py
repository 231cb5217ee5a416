"""Whatever is typed is kept as typed and found again: any characters, any values, any part of a name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.enterprise import ABSENT, Award, Enterprise, Event, Value
from qcy_desktop.storage import Storage, grams
from qcy_desktop.storage.pinyin import MOST_VARIANTS, readings, spellings
from qcy_desktop.storage.plain import canonical, parse
from tests.unit.storage.museum import an_assessment

# No database keeps the NUL character or half a surrogate pair in a text; neither can be typed.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=20)
WORD = st.text("西咸单解行重乐曾沣泾氢能科技有限公司ABz09 （）·𠮷㑇𰻞", min_size=1, max_size=14)
VALUE: st.SearchStrategy[Value] = st.one_of(
    st.integers(-(10**25), 10**25), st.booleans(), st.dates(date(1900, 1, 1), date(2100, 1, 1)), TEXT, st.just(ABSENT)
)
DAY = st.dates(date(1990, 1, 1), date(2050, 1, 1))
EVENT = st.builds(Event, TEXT, DAY, TEXT, st.none() | st.booleans(), st.none() | DAY, TEXT)
AWARD = st.builds(Award, TEXT, st.integers(0, 10**15), DAY, TEXT, TEXT)
ENTERPRISE = st.builds(
    Enterprise,
    name=TEXT,
    as_of=st.none() | DAY,
    facts=st.dictionaries(st.tuples(TEXT, st.none() | st.integers(1990, 2050)), VALUE, max_size=6),
    events=st.none() | st.lists(EVENT, max_size=3).map(tuple),
    records=st.dictionaries(
        TEXT, st.lists(st.dictionaries(TEXT, VALUE, max_size=3), max_size=2).map(tuple), max_size=2
    ),
    awards=st.none() | st.lists(AWARD, max_size=3).map(tuple),
)
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@SHARED
@given(first=ENTERPRISE, second=ENTERPRISE)
def test_any_enterprise_comes_back_and_any_change_can_be_undone(
    store: Storage, first: Enterprise, second: Enterprise
) -> None:
    from qcy_desktop.domain.records import Saving

    id = store.save_enterprise(first, "甲", NOON)
    assert store.load_enterprise(id) == first
    store.save_enterprise(second, "甲", NOON, Saving(id=id))
    assert store.load_enterprise(id) == second
    if first != second:
        store.care.undo(store.care.audit(limit=1)[0].id, "甲", NOON)
        assert store.load_enterprise(id) == first


@SHARED
@given(name=WORD, data=st.data())
def test_any_part_of_a_name_finds_it(store: Storage, name: str, data: st.DataObject) -> None:
    id = store.save_enterprise(Enterprise(name=name), "甲", NOON)
    plain = grams.key(name)
    if plain:
        start = data.draw(st.integers(0, len(plain) - 1))
        end = data.draw(st.integers(start + 1, len(plain)))
        assert id in [row.id for row in store.find_enterprises(plain[start:end], 10_000)]
        spelling = data.draw(st.sampled_from(spellings(plain)))
        letters = "".join(spelling[start:end])
        if letters.isascii() and len(letters) > 2:  # one or two letters are taken for first letters
            assert id in [row.id for row in store.find_enterprises(letters, 10_000)]
        initials = "".join(part[0] for part in spelling[start:end])
        if initials.isascii():
            assert id in [row.id for row in store.find_enterprises(initials, 10_000)]
    store.remove_enterprise(id, "甲", NOON)


@pytest.mark.parametrize("name", ["𠮷野家餐饮", "㑇某商贸", "某𰻞面馆", "某\ue123贸易", "阿不都·热合曼商行"])
def test_rare_characters_are_kept_and_found(store: Storage, name: str) -> None:
    id = store.save_enterprise(Enterprise(name=name), "甲", NOON)
    store.save_enterprise(Enterprise(name="别家"), "甲", NOON)
    assert store.load_enterprise(id).name == name
    for place in range(len(name) - 1):
        assert [row.id for row in store.find_enterprises(name[place : place + 2])] == [id]


@pytest.mark.parametrize(
    ("character", "first"), [("单", "shan"), ("仇", "qiu"), ("曾", "zeng"), ("盖", "ge"), ("覃", "qin")]
)
def test_surnames_are_read_as_surnames_first_and_otherwise_too(character: str, first: str) -> None:
    assert readings(character)[0] == first
    assert len(readings(character)) > 1


@given(st.text("单解仇曾盖乐行重都朝长", max_size=30))
def test_spellings_are_few_and_as_long_as_the_name(name: str) -> None:
    found = spellings(name)
    assert 1 <= len(found) <= MOST_VARIANTS
    assert {len(spelling) for spelling in found} == {len(name)}


def test_an_assessment_comes_back_from_its_canonical_text() -> None:
    assessment = an_assessment()
    text = canonical(assessment)
    assert parse(Assessment, text) == assessment
    assert canonical(parse(Assessment, text)) == text


def test_an_assessment_written_by_an_older_program_gets_defaults_for_what_came_later() -> None:
    text = canonical(an_assessment()).replace(',"contradictions":[]', "").replace('"contradictions":[],', "")
    assert parse(Assessment, text) == an_assessment()
    assert parse(Assessment, text[:-1] + ',"dropped_field":1}') == an_assessment()
