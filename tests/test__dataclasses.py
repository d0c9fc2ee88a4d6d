"""Values behave as the standard library's frozen dataclasses with slots do."""

import copy
import dataclasses
import inspect
import pickle
import pkgutil
import py_compile
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError, InitVar, dataclass, field
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, ClassVar, get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError

import llm_selection
from llm_selection import _dataclasses


def plain(describe: Callable[..., Any]) -> type:
    """Return a class with all kinds of fields, described by *describe*."""

    class Plain:
        """All kinds of fields."""

        name: str
        size: int = 3
        tags: tuple[str, ...] = describe(default=())
        parts: list[int] = describe(default_factory=list, compare=False)
        note: str = describe(default="", compare=False)
        secret: str = describe(default="x", repr=False)

    return Plain


class Bare:
    """No field."""


class Single:
    """One field."""

    value: object


class Checked:
    """Checks itself, and changes what it was given."""

    low: float
    high: float = 1.0

    def __post_init__(self) -> None:
        if self.low > self.high:
            fault = f"{self.low} above {self.high}"
            raise ValueError(fault)
        object.__setattr__(self, "low", float(self.low))


class OwnMethods:  # noqa: PLW1641 - the decorator gives it a hash
    """Compares and shows itself in its own way."""

    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.name.lower() == other.name.lower()

    def __repr__(self) -> str:
        return f"<{self.name}>"


class OwnHash:
    """Has a hash of its own."""

    name: str

    def __hash__(self) -> int:
        return 7


Plain = plain(field)
SHAPES: tuple[type, ...] = (Plain, Bare, Single, Checked, OwnMethods, OwnHash)
PICKLED: Any = _dataclasses.dataclass(frozen=True, slots=True, kw_only=True)(
    type("PICKLED", (), {"__annotations__": {"a": int, "b": str}, "__doc__": "Both.", "__module__": __name__})
)


_OF_EVERY_CLASS = ("__dict__", "__weakref__")
MAKERS: tuple[Any, Any] = (dataclass, _dataclasses.dataclass)


def pair(shape: type, *, kw_only: bool) -> list[Any]:
    """Make a class both ways, of copies, as either way takes the defaults out."""
    shapes = (plain(field), plain(_dataclasses.field)) if shape is Plain else (shape, shape)
    return [
        make(frozen=True, slots=True, kw_only=kw_only)(
            type(each.__name__, (), {k: v for k, v in vars(each).items() if k not in _OF_EVERY_CLASS})
        )
        for make, each in zip(MAKERS, shapes, strict=True)
    ]


def outcome(call: Callable[..., object], *positional: object, **named: object) -> Any:
    """Return what a call gives, or its error's type."""
    try:
        return call(*positional, **named)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is compared
        return type(error)


CALLS: dict[type, list[tuple[tuple[object, ...], dict[str, object]]]] = {
    Plain: [
        ((), {"name": "a"}),
        ((), {"name": "a", "size": 4, "tags": ("x",), "note": "n", "secret": "y"}),
        ((), {"name": "a", "parts": [1]}),
        ((), {"name": "a", "sise": 4}),
        ((), {"size": 4}),
        ((), {"size": 1, "tags": (), "parts": [], "note": "", "secret": "", "other": 1}),
        (("a", 5), {}),
        (("a", 5), {"size": 6}),
        (("a", 1, (), [], "", "", 9), {}),
        ((), {}),
    ],
    Bare: [((), {}), ((1,), {}), ((), {"a": 1})],
    Single: [((), {"value": None}), ((), {}), ((float("nan"),), {})],
    Checked: [((), {"low": 0}), ((), {"low": 2}), ((), {"low": "a"}), ((1,), {})],
    OwnMethods: [((), {"name": "A"}), ((), {"name": "a"})],
    OwnHash: [((), {"name": "A"}), ((), {"name": "b"})],
}


@pytest.mark.parametrize("kw_only", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
def test_as_the_standard_library(shape: type, kw_only: bool) -> None:
    """The same calls give values that look, compare, hash and are matched alike, or the same kind of error."""
    theirs, ours = pair(shape, kw_only=kw_only)
    made = []
    for positional, named in CALLS[shape]:
        expected = outcome(theirs, *positional, **named)
        got = outcome(ours, *positional, **named)
        if isinstance(expected, type):
            assert got is expected
            continue
        assert type(got) is ours
        assert repr(got) == repr(expected)
        assert dataclasses.asdict(got) == dataclasses.asdict(expected)
        assert outcome(hash, got) == outcome(hash, expected)
        made.append((expected, got))
    for first, ours_first in made:
        for second, ours_second in made:
            assert (ours_first == ours_second) == (first == second)
        assert ours_first != first
    assert made
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert ours.__match_args__ == theirs.__match_args__
    assert ours.__slots__ == theirs.__slots__
    assert [f.name for f in dataclasses.fields(ours)] == [f.name for f in dataclasses.fields(theirs)]
    for option in ("init", "repr", "eq", "order", "frozen"):
        assert getattr(ours.__dataclass_params__, option) == getattr(theirs.__dataclass_params__, option)


def test_nothing_changes_a_value() -> None:
    """Assigning and deleting are refused, of fields and of names that are none."""
    theirs, ours = pair(Checked, kw_only=True)
    changes: list[Callable[[Any, str], None]] = [lambda value, name: setattr(value, name, 1), delattr]
    for name in ("low", "high"):
        for change in changes:
            with pytest.raises(FrozenInstanceError) as expected:
                change(theirs(low=0), name)
            with pytest.raises(FrozenInstanceError, match=str(expected.value)):
                change(ours(low=0), name)
    with pytest.raises(FrozenInstanceError):
        ours(low=0).other = 1


def test_a_subclass_may_have_more() -> None:
    """A subclass has attributes and arguments of its own; the fields it inherits still can't be changed."""
    _, ours = pair(Checked, kw_only=True)

    class More(ours):  # type: ignore[misc, valid-type]
        def __init__(self, low: float) -> None:
            super().__init__(low=low)
            self.more = 1
            del self.more

    value = More(0.5)
    with pytest.raises(FrozenInstanceError):
        value.low = 1
    assert list(inspect.signature(More).parameters) == ["low"]
    assert value != ours(low=0.5)
    assert repr(value) == f"{More.__qualname__}(low=0.5, high=1.0)"


def test_pydantic_reads_them_strictly() -> None:
    """Whether or not anything else was read before: no other type is taken, and no unknown key."""
    reader = TypeAdapter(PICKLED)
    assert reader.validate_json('{"a": 1, "b": "x"}') == PICKLED(a=1, b="x")
    for wrong in ('{"a": "1", "b": "x"}', '{"a": 1, "b": "x", "c": 2}'):
        with pytest.raises(ValidationError):
            reader.validate_json(wrong)


def test_a_subclass_may_check_itself() -> None:
    """In place of the check that it inherits, or beside it."""
    _, ours = pair(Checked, kw_only=True)

    class Lenient(ours):  # type: ignore[misc, valid-type]
        def __post_init__(self) -> None:
            """Check nothing."""

    assert Lenient(low=3).low == 3
    with pytest.raises(ValueError, match="3 above 1"):
        ours(low=3)


def test_no_source_is_needed(tmp_path: Path) -> None:
    """Where only bytecode is installed, under whatever name it was compiled, arguments are checked as anywhere."""
    compiled = tmp_path / "elsewhere.pyc"
    py_compile.compile(str(_dataclasses.__file__), cfile=str(compiled), dfile="gone.py", doraise=True)
    spec = spec_from_file_location("elsewhere", compiled)
    assert spec is not None
    assert spec.loader is not None
    elsewhere = module_from_spec(spec)
    spec.loader.exec_module(elsewhere)
    made: Any = elsewhere.dataclass(frozen=True, slots=True)(type("Made", (), {"__annotations__": {"name": str}}))
    assert str(inspect.signature(made)) == "(name: str) -> None"
    for wrong in ({}, {"nam": "x"}, {"name": "x", "size": 1}):
        with pytest.raises(TypeError, match="Made: "):
            made(**wrong)


def test_errors_of_a_call_name_class_and_argument() -> None:
    """What is wrong with the arguments is said with the class and the name."""
    _, ours = pair(Plain, kw_only=True)
    with pytest.raises(TypeError, match=r"Plain: missing a required .*argument: 'name'"):
        ours(size=1)
    with pytest.raises(TypeError, match="Plain: got an unexpected keyword argument 'sise'"):
        ours(name="a", sise=1)
    with pytest.raises(TypeError, match="Plain: too many positional arguments"):
        ours("a")


def test_an_error_of_the_check_is_the_check_s() -> None:
    """A ``KeyError`` that a class raises when it checks itself isn't taken for an argument that is missing."""

    class Fussy:
        """Raises."""

        name: str

        def __post_init__(self) -> None:
            raise KeyError(self.name)

    made: Any = _dataclasses.dataclass(frozen=True, slots=True)(Fussy)
    with pytest.raises(KeyError, match="a"):
        made("a")


def test_copied_and_pickled() -> None:
    """Copies and what comes back from a pickle are equal, and replacing makes another."""
    value: Any = PICKLED(a=1, b="x")
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert again == value
        assert again is not value
    assert dataclasses.replace(value, a=2) == PICKLED(a=2, b="x")


@pytest.mark.parametrize("options", [{"frozen": False, "slots": True}, {"frozen": True, "slots": False}])
def test_only_frozen_with_slots(options: dict[str, bool]) -> None:
    """Anything else is the standard library's to make."""
    with pytest.raises(TypeError, match=r"take dataclasses\.dataclass"):
        _dataclasses.dataclass(**options)


def test_what_is_not_made_here_is_refused() -> None:
    """When the class is defined, not when it is wrong."""
    describe: Any = _dataclasses.field

    class Heir(PICKLED):  # type: ignore[misc]
        """Inherits fields."""

        name: str

    class Seeded:
        """Has an argument that isn't kept."""

        seed: InitVar[int]

    class Shared:
        """Has what belongs to the class."""

        kinds: ClassVar[int] = 3

    class Constructed:
        """Is made in its own way."""

        name: str

        def __init__(self) -> None:
            """Do nothing."""

    class Told:
        """Has what belongs to the class, in words."""

        kinds: "ClassVar[int]" = 3

    class Both:
        """Has a default and what makes one."""

        name: str = describe(default="", default_factory=str)

    class Mutable:
        """Has a default that all would share."""

        parts: list[int] = []  # noqa: RUF012 - what is tested

    class Bare:
        """Describes a field that has no type."""

        name = _dataclasses.field(default="")

    class Backwards:
        """Has a default too early."""

        name: str = ""
        size: int

    make = _dataclasses.dataclass(frozen=True, slots=True)
    for shape in (Heir, Seeded, Shared, Constructed):
        with pytest.raises(TypeError, match=f"{shape.__name__}: each field is its own, an argument"):
            make(shape)
    for other in (Told, Both, Mutable, Bare):
        with pytest.raises(TypeError, match=f"{other.__name__}: "):
            make(other)
    with pytest.raises(TypeError, match="Backwards: an argument without a default follows"):
        make(Backwards)


def test_methods_say_whose_they_are() -> None:
    """In tracebacks, and to whoever asks for the types of arguments."""
    assert PICKLED.__init__.__qualname__ == "PICKLED.__init__"
    assert get_type_hints(PICKLED.__init__) == {"a": int, "b": str, "return": type(None)}


def shipped() -> Iterator[type]:
    """Yield each dataclass of the package."""
    for module in pkgutil.walk_packages(llm_selection.__path__, "llm_selection."):
        if not module.name.endswith("__main__"):
            for item in vars(import_module(module.name)).values():
                if isinstance(item, type) and "__dataclass_fields__" in vars(item) and item.__module__ == module.name:
                    yield item


def test_the_package_asks_for_nothing_that_is_not_made_here() -> None:
    """Each dataclass is quick, and has no field that isn't an argument and no dataclass above it."""
    classes = list(shipped())
    assert len(classes) > 200
    for each in classes:
        assert "_dataclass_fields_" in vars(each), each
        assert all(f.init for f in dataclasses.fields(each)), each
        assert not any(map(dataclasses.is_dataclass, each.__mro__[1:])), each
