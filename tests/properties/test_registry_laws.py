"""Laws of plain forms, the gate, columns and the compiled registry, for any valid value."""

import json
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_selection._foundation.gate import check, strict_json
from llm_selection._foundation.plain import from_plain, to_plain
from llm_selection.domain.benchmarks import Benchmark, Result
from llm_selection.domain.calibration import Calibration
from llm_selection.domain.evidence import EvidenceByField, Source
from llm_selection.domain.hardware import Accelerator
from llm_selection.domain.licenses import LicenseTerms, Use
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Developer, Lifecycle, Offering, Provider
from llm_selection.domain.prices import Mode, PriceSchedule, RateRow, compact, is_priced, priced_from, rates_on
from llm_selection.errors import InvalidInputError, RegistryError
from llm_selection.registry import Records, build, compile_registry, read, write
from llm_selection.registry._columns import (
    FACTS,
    FactReader,
    Row,
    column_as_plain,
    column_from_plain,
    encode,
    together,
)
from strategies import (
    ACCELERATORS,
    ALL_RECORDS,
    BENCHMARKS,
    CALIBRATIONS,
    DAYS,
    DEVELOPERS,
    EVIDENCE,
    LICENSES,
    LIFECYCLES,
    MODELS,
    OFFERINGS,
    PROVIDERS,
    RESULTS,
    SCHEDULES,
    SOURCES,
    USES,
)

KINDS: list[tuple[type[Any], st.SearchStrategy[Any]]] = [
    (Source, SOURCES),
    (EvidenceByField, EVIDENCE),
    (Developer, DEVELOPERS),
    (Provider, PROVIDERS),
    (LicenseTerms, LICENSES),
    (Use, USES),
    (Model, MODELS),
    (PriceSchedule, SCHEDULES),
    (Lifecycle, LIFECYCLES),
    (Offering, OFFERINGS),
    (Benchmark, BENCHMARKS),
    (Result, RESULTS),
    (Calibration, CALIBRATIONS),
    (Accelerator, ACCELERATORS),
]
EVERY_KIND = pytest.mark.parametrize(("kind", "values"), KINDS, ids=[kind.__name__ for kind, _ in KINDS])
FEWER = settings(max_examples=30, deadline=None)


@EVERY_KIND
@FEWER
@given(data=st.data())
def test_plain_forms_lead_back(kind: type[Any], values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    """Through JSON and back, a value is the same, whether defaults are written out or not."""
    value = data.draw(values)
    for whole in (False, True):
        text = json.dumps(to_plain(value, whole=whole), allow_nan=False)
        assert from_plain(kind, json.loads(text)) == value


@EVERY_KIND
@FEWER
@given(data=st.data())
def test_gate_and_builder_agree(kind: type[Any], values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    """The gate takes what the builder takes, and makes the same value with the same plain form of it."""
    value = data.draw(values)
    checked = check(kind, to_plain(value), where="here")
    assert checked == from_plain(kind, to_plain(value)) == value
    assert json.dumps(to_plain(checked)) == json.dumps(to_plain(value))


@EVERY_KIND
@FEWER
@given(data=st.data())
def test_gate_takes_defaults_written_out(kind: type[Any], values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    """Nothing changes if every default is written out."""
    value = data.draw(values)
    assert check(kind, to_plain(value, whole=True), where="here") == value


@FEWER
@given(ALL_RECORDS)
def test_what_is_written_is_read(records: Records) -> None:
    """Reading a written registry gives an equal one with the same records, bytes and hash."""
    made = compile_registry(records)
    with TemporaryDirectory() as folder:
        write(made, folder)
        found = read(folder)
    assert found == made
    assert hash(found) == hash(made)
    assert found.to_files() == made.to_files()
    assert found.records() == made.records() == records
    found.verify()


@FEWER
@given(ALL_RECORDS, st.randoms())
def test_compiling_is_deterministic(records: Records, random: Any) -> None:
    """Records in another order give the same bytes."""
    shuffled: dict[str, Any] = {}
    for name in ("models", "offerings", "sources", "providers", "licenses", "abilities", "accelerators"):
        items = list(getattr(records, name).items())
        random.shuffle(items)
        shuffled[name] = dict(items)
    again = Records(
        **{name: getattr(records, name) for name in Records.__dataclass_fields__ if name not in shuffled}, **shuffled
    )
    assert compile_registry(again).to_files() == compile_registry(records).to_files()


@FEWER
@given(ALL_RECORDS, DAYS)
def test_columns_equal_values(records: Records, day: Any) -> None:
    """A column holds for each offering what is read off its values; rates are those of the day."""
    made = compile_registry(records)
    for name, fact in FACTS.items():
        column = made.column(name)
        assert len(column) == len(made.offerings)
        for place, offering in enumerate(made.offerings.values()):
            model = made.models[offering.model]
            value = fact.read(
                Row(
                    offering=offering,
                    model=model,
                    provider=made.providers[offering.provider],
                    terms=None if model.license is None else made.licenses[model.license],
                )
            )
            if name == "rates":
                assert rates_on(column[place], day) == rates_on(value, day)
            else:
                assert column[place] == value


@pytest.mark.parametrize("as_text", [False, True])
@given(values=st.lists(st.integers(0, 700)), data=st.data())
def test_columns_are_lists_in_short(as_text: bool, values: list[int], data: st.DataObject) -> None:
    """Encoding, storing, also as text, mapping and taking rows do to a column what they do to a list."""
    column = encode(values)
    fact = FactReader(type=int, read=str, as_text=as_text)
    stored = column_from_plain(fact, json.loads(json.dumps(column_as_plain(column, fact))))
    rows = data.draw(st.lists(st.sampled_from(range(len(values))))) if values else []
    for one in (column, stored):
        assert [one[row] for row in range(len(one))] == list(one) == values
        assert list(one.values) == list(dict.fromkeys(values))
        assert [one.take(rows)[place] for place in range(len(rows))] == [values[row] for row in rows]
        assert [one.map(str)[row] for row in range(len(one))] == [str(value) for value in values]


@given(st.integers(0, 40), st.data())
def test_columns_together_are_their_tuples(rows: int, data: st.DataObject) -> None:
    """Several columns, one too, say together of each row what they say of it one by one."""
    texts = st.lists(st.sampled_from("abc"), min_size=rows, max_size=rows)
    lists = data.draw(
        st.lists(st.lists(st.integers(0, 900), min_size=rows, max_size=rows) | texts, min_size=1, max_size=4)
    )
    column = together(list(map(encode, lists)))
    expected = list(zip(*lists, strict=True))
    assert [column[row] for row in range(len(column))] == expected
    # Codes are products, so values may be there that no row has.
    assert set(column.values) >= set(expected)
    assert {column.values[code] for code in column.codes} == set(expected)


@given(SCHEDULES, DAYS)
def test_priced_days_are_the_schedules(schedule: PriceSchedule, day: Any) -> None:
    """A price is known on a day on which a base card is in force, and each of them has an input and an output rate."""
    found = schedule.in_force(day)
    base = [
        (card.input, card.output)
        for card in (found.cards if found else ())
        if card.mode is Mode.STANDARD and card.above_prompt_tokens == 0
    ]
    spans = priced_from(compact(schedule))
    assert is_priced(spans, day) is (True if base and not any(None in rates for rates in base) else None)
    assert all(before.priced is not after.priced for before, after in pairwise(spans))


@given(SCHEDULES, DAYS)
def test_compact_rates_are_the_schedules(schedule: PriceSchedule, day: Any) -> None:
    """What is in force in whole picodollars is what is in force in dollars, card by card."""
    found = schedule.in_force(day)
    expected = tuple(
        RateRow(
            card.mode.value,
            card.above_prompt_tokens,
            bool(card.windows),
            *(
                None if price is None else int(price * 10**6)
                for price in (
                    card.input,
                    card.output,
                    card.cache_read,
                    card.cache_write_5m,
                    card.cache_write_1h,
                    card.input_audio,
                )
            ),
        )
        for card in (found.cards if found else ())
    )
    rates = compact(schedule)
    assert rates_on(rates, day) == rates_on(json.loads(json.dumps(rates)), day) == expected


@FEWER
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_strict_json_parses_or_refuses(text: str | bytes) -> None:
    """Whatever the bytes, strict JSON is a parsed document or one kind of error."""
    with suppress(InvalidInputError):
        assert strict_json(text, where="here") == json.loads(text)


@FEWER
@given(ALL_RECORDS, st.data())
def test_no_changed_byte_goes_unseen(records: Records, data: st.DataObject) -> None:
    """An artefact with any byte changed is refused, by one kind of error, or is the same artefact in other words."""
    made = compile_registry(records)
    with TemporaryDirectory() as folder:
        write(made, folder)
        path = Path(folder) / data.draw(st.sampled_from(["index.json", "details.jsonl"]))
        content = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
        path.write_bytes(content)
        with suppress(RegistryError):
            assert read(folder) == made


def test_building_ignores_the_order_of_keys(tmp_path: Path) -> None:
    """Two folders that say the same in another order compile to the same bytes."""
    head = 'version = "1"\ndate = 2026-11-01\n'
    one = '[one]\ntitle = "One"\nurl = "u"\nversion = "1"\nretrieved = 2026-11-01\n'
    two = '[two]\nversion = "1"\nretrieved = 2026-11-01\nurl = "u"\ntitle = "Two"\n'
    for name, text in (("a", one + two), ("b", two + one)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "registry.toml").write_text(head)
        (tmp_path / name / "sources.toml").write_text(text)
    assert build(tmp_path / "a").to_files() == build(tmp_path / "b").to_files()
