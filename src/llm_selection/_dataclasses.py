"""
Frozen dataclasses that are quick to define.

The standard library writes and compiles the methods of each dataclass while its module loads: about a millisecond a class,
and a hundred classes stand behind a first answer. Its own module loads a dozen others, to read source code among them, which
takes a tenth of that answer. Here a class has methods that read its fields, and `dataclasses` is loaded where somebody
asks it about a class: its ``fields``, ``asdict``, ``replace`` and ``is_dataclass`` treat these classes as its own.
They are made as fast where every argument is given by name. Otherwise making, comparing, hashing and showing a value takes
up to three times as long.
"""

from typing import TYPE_CHECKING

__all__ = ["MISSING", "Field", "dataclass", "field", "fields", "is_dataclass", "is_made_here", "replace"]

if TYPE_CHECKING:
    # To a type checker all of it is the standard library's.
    from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace

    def is_made_here(cls: type) -> bool: ...
else:
    from collections.abc import Callable, Mapping
    from functools import cache
    from operator import attrgetter
    from typing import ClassVar

    MISSING = type("MISSING", (), {"__repr__": lambda _: "MISSING"})()
    """Stands for a default that isn't there."""

    class Field:
        """A field of a dataclass: its name and type, its default, and whether it is shown and compared."""

        __slots__ = ("compare", "default", "default_factory", "name", "repr", "type")

        def __init__(self, default: object, default_factory: object, *, repr: bool, compare: bool) -> None:
            self.default = default
            self.default_factory = default_factory
            self.repr = repr
            self.compare = compare

    def field(
        *,
        default: object = MISSING,
        default_factory: object = MISSING,
        repr: bool = True,
        compare: bool = True,
    ) -> Field:
        """Describe a field as `dataclasses.field` does: its default, or what makes it; whether it is shown and compared."""
        return Field(default, default_factory, repr=repr, compare=compare)

    def fields(of: object) -> tuple[Field, ...]:
        """Return the fields of a class made here, or of one that inherits from it, or of a value of such a class, in order."""
        return of._dataclass_fields_

    def is_dataclass(of: object) -> bool:
        """Say whether *of* is a class made here, or one that inherits from it, or a value of such a class."""
        return hasattr(of, "_dataclass_fields_")

    def is_made_here(cls: type) -> bool:
        """Say whether *cls* itself was made here, and doesn't only inherit from a class that was."""
        return "_dataclass_fields_" in vars(cls)

    def replace(value: object, /, **changes: object) -> object:
        """
        Return a value like *value* but for *changes*, checked anew.

        Raises:
            TypeError: No field has one of the names.
        """
        return type(value)(**{spec.name: getattr(value, spec.name) for spec in fields(value)} | changes)

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type], type]:
        """
        Return a decorator that makes a class a frozen dataclass with slots, as ``dataclasses.dataclass`` does.

        Not every option of it is there: for others take that one. What ``__init__`` takes is told by the signature of the
        class, not by that of the method.

        Raises:
            TypeError: It isn't to be frozen, or is to have no slots; or the class inherits from a dataclass, has an
                ``__init__`` of its own, something annotated that is no field, a field that isn't annotated, one with two
                defaults or with one that can change, or one without a default behind one that has.
        """
        if not (frozen and slots):
            fault = "made here are only dataclasses that are frozen and have slots; take dataclasses.dataclass"
            raise TypeError(fault)
        return lambda cls: _define(cls, kw_only=kw_only)

    def _define(cls: type, *, kw_only: bool) -> type:
        namespace = {name: item for name, item in vars(cls).items() if name not in ("__dict__", "__weakref__")}
        specs = tuple(_field(name, kind, namespace) for name, kind in cls.__annotations__.items())
        _check(cls, specs, namespace, kw_only=kw_only)
        names = tuple(spec.name for spec in specs)
        compared = _getter([spec.name for spec in specs if spec.compare])
        methods = {
            "__repr__": _repr,
            "__eq__": _eq(compared),
            "__hash__": _hash(compared),
            "__setattr__": _refuse_assigning,
            "__delattr__": _refuse_deleting,
            "__getstate__": _state,
            "__setstate__": _restore,
            "__replace__": replace,
            "__match_args__": () if kw_only else names,
        }
        # A class with an ``__eq__`` of its own holds ``None`` for a hash, which the standard library replaces too.
        namespace |= {name: method for name, method in methods.items() if namespace.get(name) is None}
        namespace |= {
            "__qualname__": cls.__qualname__,
            "__slots__": names,
            "__signature__": _SIGNATURE,
            "__dataclass_fields__": _FIELDS,
            "__dataclass_params__": _PARAMS,
            "__pydantic_config__": _STRICT,
            "_dataclass_fields_": specs,
            "_dataclass_kw_only_": kw_only,
        }
        made = type(cls)(cls.__name__, cls.__bases__, namespace)
        made.__init__ = _init(made, specs, () if kw_only else names)
        return made

    def _field(name: str, kind: object, namespace: dict[str, object]) -> Field:
        """Return the description of a field, whose default is taken out of *namespace*."""
        default = namespace.pop(name, MISSING)
        spec = default if isinstance(default, Field) else Field(default, MISSING, repr=True, compare=True)
        spec.name = name
        spec.type = kind
        return spec

    def _check(cls: type, specs: tuple[Field, ...], namespace: dict[str, object], *, kw_only: bool) -> None:
        """Refuse what isn't made here."""
        inherits = any(hasattr(base, "__dataclass_fields__") for base in cls.__bases__)
        if inherits or "__init__" in vars(cls) or any(map(_is_none_of_the_value, specs)):
            fault = (
                f"{cls.__qualname__}: each field is its own, an argument and of the value; take dataclasses.dataclass"
            )
            raise TypeError(fault)
        for spec in specs:
            if type(spec.default).__hash__ is None or MISSING not in (spec.default, spec.default_factory):
                fault = f"{cls.__qualname__}: {spec.name} has one default, which can't change, or a default_factory"
                raise TypeError(fault)
        if any(isinstance(item, Field) for item in namespace.values()):
            fault = f"{cls.__qualname__}: a field has an annotation"
            raise TypeError(fault)
        required = [spec.default is spec.default_factory for spec in specs]
        if not kw_only and required != sorted(required, reverse=True):
            fault = f"{cls.__qualname__}: an argument without a default follows one with a default"
            raise TypeError(fault)

    def _is_none_of_the_value(spec: Field) -> bool:
        """Say whether an annotation is a `ClassVar`, `InitVar` or `KW_ONLY`, the last two without loading their module."""
        if isinstance(spec.type, str):
            return any(word in spec.type for word in ("ClassVar", "InitVar", "KW_ONLY"))
        kind = getattr(spec.type, "__origin__", spec.type)
        return kind is ClassVar or (kind if isinstance(kind, type) else type(kind)).__module__ == "dataclasses"

    def _init(made: type, specs: tuple[Field, ...], order: tuple[str, ...]) -> Callable[..., None]:
        """Return an ``__init__`` that takes every field by name, and those of *order* by position too."""
        slots = [(spec.name, getattr(made, spec.name).__set__) for spec in specs]
        defaults = {spec.name: spec.default for spec in specs if spec.default is not MISSING}
        factories = {spec.name: spec.default_factory for spec in specs if spec.default_factory is not MISSING}
        has_check = hasattr(made, "__post_init__")
        count = len(slots)

        def __init__(self: object, /, *positional: object, **given: object) -> None:
            if positional:
                first = dict(zip(order, positional, strict=False))
                if len(first) < len(positional) or not first.keys().isdisjoint(given):
                    _refuse(made, positional, given)
                given = first | given
            if len(given) < count:
                given = defaults | {name: make() for name, make in factories.items() if name not in given} | given
            if len(given) != count:
                _refuse(made, (), given)
            try:
                for name, put in slots:
                    put(self, given[name])
            except KeyError:
                _refuse(made, (), given)
            if has_check:
                self.__post_init__()

        __init__.__qualname__ = f"{made.__qualname__}.__init__"
        __init__.__annotations__ = {**{spec.name: spec.type for spec in specs}, "return": None}
        return __init__

    def _refuse(made: type, positional: tuple[object, ...], given: Mapping[str, object]) -> None:
        """Raise the error of a call whose arguments don't fit."""
        try:
            _signature_of(_twin(made)).bind(*positional, **given)
        except TypeError as error:
            fault = f"{made.__qualname__}: {error}"
            raise TypeError(fault) from None

    def _getter(names: list[str]) -> Callable[[object], tuple[object, ...]]:
        """Return what reads the fields *names*, as a tuple."""
        if len(names) > 1:
            return attrgetter(*names)
        return lambda self: tuple(getattr(self, name) for name in names)

    def _repr(self: object) -> str:
        shown = [spec.name for spec in self._dataclass_fields_ if spec.repr]
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def _eq(key: Callable[[object], tuple[object, ...]]) -> Callable[[object, object], bool]:
        def __eq__(self: object, other: object) -> bool:
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        return __eq__

    def _hash(key: Callable[[object], tuple[object, ...]]) -> Callable[[object], int]:
        def __hash__(self: object) -> int:
            return hash(key(self))

        return __hash__

    def _refuse_assigning(self: object, name: str, value: object) -> None:
        """Refuse to change a field; a subclass may have attributes of its own."""
        _check_own(self, name, "assign to")
        object.__setattr__(self, name, value)

    def _refuse_deleting(self: object, name: str) -> None:
        _check_own(self, name, "delete")
        object.__delattr__(self, name)

    def _check_own(self: object, name: str, verb: str) -> None:
        if is_made_here(type(self)) or any(spec.name == name for spec in self._dataclass_fields_):
            from dataclasses import FrozenInstanceError  # loads `inspect`, and so on

            fault = f"cannot {verb} field {name!r}"
            raise FrozenInstanceError(fault)

    def _state(self: object) -> object:
        """Return what pickling and copying keep: the fields, of a subclass whatever it has."""
        if not is_made_here(type(self)):
            return object.__getstate__(self)
        return [getattr(self, spec.name) for spec in self._dataclass_fields_]

    def _restore(self: object, state: object) -> None:
        """Put back what was kept."""
        if isinstance(state, list):
            state = ({spec.name: value for spec, value in zip(self._dataclass_fields_, state, strict=True)},)
        for part in state if isinstance(state, tuple) else (state,):
            for name, value in (part or {}).items():
                object.__setattr__(self, name, value)

    class _Described:
        """An attribute of a class that is computed whenever it is read."""

        def __init__(self, tell: Callable[[type], object]) -> None:
            self._tell = tell

        def __get__(self, value: object, owner: type) -> object:
            return self._tell(owner)

    def _signature(owner: type) -> object:
        made = _made(owner)
        if owner.__init__ is made.__init__:
            return _signature_of(_twin(made))
        own = _signature_of(owner.__init__)
        return own.replace(parameters=list(own.parameters.values())[1:])

    def _signature_of(callee: Callable[..., object]) -> object:
        from inspect import signature  # takes as long to load as all that is here

        return signature(callee)

    def _made(owner: type) -> type:
        """Return the class that was made here, of which *owner* may be a subclass."""
        return next(filter(is_made_here, owner.__mro__))

    @cache
    def _twin(made: type) -> type:
        """Return a dataclass of the standard library with the fields of *made*."""
        import dataclasses  # takes as long to load as all that is here

        parts = []
        for spec in made._dataclass_fields_:
            defaults = {"default": spec.default, "default_factory": spec.default_factory}
            defaults = {name: value for name, value in defaults.items() if value is not MISSING}
            parts.append((spec.name, spec.type, dataclasses.field(repr=spec.repr, compare=spec.compare, **defaults)))
        options = {"frozen": True, "slots": True, "kw_only": made._dataclass_kw_only_}
        return dataclasses.make_dataclass(made.__name__, parts, **options)

    _STRICT = {"extra": "forbid", "strict": True}
    """How pydantic reads a class that somebody gives it: of standard dataclasses it would take unknown keys and other types."""

    _SIGNATURE = _Described(_signature)
    _FIELDS = _Described(lambda owner: _twin(_made(owner)).__dataclass_fields__)
    _PARAMS = _Described(lambda owner: _twin(_made(owner)).__dataclass_params__)
