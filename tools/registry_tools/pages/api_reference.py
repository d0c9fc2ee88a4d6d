"""The public modules, name by name: signatures and docstrings, as read from the source, as lines of pages."""

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

__all__ = ["api_pages", "docstrings", "prose"]

_PACKAGE = "llm_selection"
_WIDTH = 100
_SECTIONS = ("Args", "Attributes", "Example", "Examples", "Raises", "Returns", "Source", "Yields")
_LISTS = ("Args", "Attributes", "Raises")
_Definition = ast.ClassDef | ast.FunctionDef | ast.Assign | ast.AnnAssign

_INTRODUCTION = """\
# API reference

After this page you know in which module a name lives, and what each module offers.

Written by `registry-tools pages` from the source. What is public, and what may change, stands under [Versions](../versions.md#what-is-public).

## The front door

`from llm_selection import …`, resolved on first use:
"""


def api_pages(source: Path) -> dict[str, str]:
    """Return the page of each public module of the package at *source* by its file name, and ``index.md``."""
    trees = _trees(source)
    pages = {f"{name}.md": "\n".join(_page(name, tree, source)).rstrip() + "\n" for name, tree in trees.items()}
    pages["index.md"] = "\n".join(_index(trees, source)) + "\n"
    return pages


def docstrings(source: Path) -> Iterator[tuple[str, str]]:
    """
    Yield what is said of each public module, name, method and member, with its place, such as ``registry:Registry.column``.

    A name is told where it lives, or else by the first module that shows it from a private one; a member by its class.
    """
    for module, tree in _trees(source).items():
        yield f"{module}:", ast.get_docstring(tree) or ""
        for name in _public(tree):
            nodes, home = _definition(name, tree, source)
            if _is_shown(home, module):
                yield f"{module}:{name}", _docstring(nodes)
                yield from _inside(nodes[0], f"{module}:{name}")


def _inside(node: ast.stmt, place: str) -> Iterator[tuple[str, str]]:
    """Yield what is said of the public methods of a class, and of its members."""
    for part in node.body[1:] if isinstance(node, ast.ClassDef) else ():
        if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
            yield f"{place}.{part.name}", ast.get_docstring(part) or ""
        elif _text(part):
            yield place, _text(part)


def _trees(source: Path) -> dict[str, ast.Module]:
    """Parse each public module of the package, by its dotted name; what only holds modules is none."""
    trees = {
        ".".join(_parts(path, source)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(source.rglob("*.py"))
        if _is_public(_parts(path, source))
    }
    return {name: trees[name] for name in sorted(trees) if _public(trees[name])}


def _parts(path: Path, source: Path) -> list[str]:
    """Return the parts of a module's dotted name, without the package's; a package goes by its own name."""
    *folders, name = path.relative_to(source).with_suffix("").parts
    return folders if name == "__init__" else [*folders, name]


def _is_public(parts: Sequence[str]) -> bool:
    """Tell a public module from those that only this package imports, and from the front door."""
    return bool(parts) and not any(part.startswith("_") for part in parts)


def _file(path: Path) -> Path:
    """Return the file of a module or package, from its path without an ending."""
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _shown_by(home: str) -> str:
    """Return the module whose page tells what lives in *home*: itself, or the package of a private module."""
    return home.partition("._")[0]


def _index(trees: dict[str, ast.Module], source: Path) -> Iterator[str]:
    """Yield the lines of the page that leads to the others."""
    yield _INTRODUCTION
    front = ast.parse((source / "__init__.py").read_text(encoding="utf-8"))
    homes = _imported(front)
    yield "| name | what it is |"
    yield "| --- | --- |"
    for name in _public(front):
        home = _shown_by(homes[name].removeprefix(f"{_PACKAGE}."))
        definition, _ = _definition(name, trees[home], source)
        yield f"| [`{name}`]({home}.md#{_anchor(name)}) | {_first_line(definition, trees[home])} |"
    yield ""
    yield "## Modules"
    wing = ""
    for name, tree in trees.items():
        if name.partition(".")[0] != wing:
            wing = name.partition(".")[0]
            yield from ("", f"### {wing}", "", _wing(source / wing), "", "| module | what it holds |", "| --- | --- |")
        first = prose(ast.get_docstring(tree) or "")[0]
        yield f"| [`{_PACKAGE}.{name}`]({name}.md) | {first} |"


def _wing(path: Path) -> str:
    """Return what a wing, a package or a module at the top, says of itself in a sentence."""
    return prose(ast.get_docstring(ast.parse(_file(path).read_text(encoding="utf-8"))) or "")[0]


def _page(name: str, tree: ast.Module, source: Path) -> Iterator[str]:
    """Yield the lines of the page of one module."""
    yield f"# {_PACKAGE}.{name}"
    yield ""
    yield f"After this page you know every public name of `{_PACKAGE}.{name}`, with units, what unknown does, and what it raises."
    yield ""
    yield from prose(ast.get_docstring(tree) or "")
    for public in _public(tree):
        definition, home = _definition(public, tree, source)
        yield ""
        yield f"## {public}"
        yield ""
        if home is not None and not _is_shown(home, name):
            other = _shown_by(home)
            yield f"See [`{_PACKAGE}.{other}.{public}`]({other}.md#{_anchor(public)})."
        else:
            yield from _described(definition, public)


def _is_shown(home: str | None, module: str) -> bool:
    """Say whether a public name is told by *module*: it lives there, or in a private module."""
    return home is None or "._" in f".{home}" or home == module


def _public(tree: ast.Module) -> Sequence[str]:
    """Return the names in ``__all__``."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names: Sequence[str] = ast.literal_eval(node.value)
            return names
    return ()


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return the names that a module takes from others of the package, under ``TYPE_CHECKING`` too."""
    branches = [node for branch in tree.body if isinstance(branch, ast.If) for node in branch.body]
    return {
        alias.asname or alias.name: node.module
        for node in (*tree.body, *branches)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def _definition(name: str, tree: ast.Module, source: Path) -> tuple[list[ast.stmt], str | None]:
    """Return what defines a name and the text behind it, and the module that it was taken from, such as ``registry._diffs``."""
    for place, node in enumerate(tree.body):
        if _binds(node, name):
            alike = [other for other in tree.body[place:] if _binds(other, name)]
            behind = tree.body[place + 1 : place + 2] if isinstance(node, ast.Assign | ast.AnnAssign) else []
            return [*alike, *behind], None
    home = _imported(tree)[name].removeprefix(f"{_PACKAGE}.")
    path = source.joinpath(*home.split("."))
    nodes, further = _definition(name, ast.parse(_file(path).read_text(encoding="utf-8")), source)
    return nodes, further or home


def _binds(node: ast.stmt, name: str) -> bool:
    """Say whether a statement defines a name."""
    match node:
        case ast.ClassDef() | ast.FunctionDef():
            return node.name == name
        case ast.Assign():
            return ast.unparse(node.targets[0]) == name
        case ast.AnnAssign():
            return ast.unparse(node.target) == name
        case _:
            return False


def _first_line(nodes: Sequence[ast.stmt], tree: ast.Module) -> str:
    """Return the first sentence about a name."""
    return prose(_docstring(nodes) or ast.get_docstring(tree) or "")[0].replace("|", "\\|")


def _docstring(nodes: Sequence[ast.stmt]) -> str:
    """Return what is said of a name: a docstring, or the string behind an assignment."""
    first, last = nodes[0], nodes[-1]
    if isinstance(first, ast.ClassDef | ast.FunctionDef):
        # Of overloads the last one is told.
        return ast.get_docstring(last) or "" if isinstance(last, ast.ClassDef | ast.FunctionDef) else ""
    return _text(last)


def _text(node: ast.stmt) -> str:
    """Return a string that stands for itself, without its indent."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return "\n".join(line.strip() for line in node.value.value.strip().splitlines())
    return ""


def _described(nodes: Sequence[ast.stmt], name: str) -> Iterator[str]:
    """Yield signature and text of one name."""
    first = nodes[0]
    match first:
        case ast.ClassDef():
            yield from _class(first)
        case ast.FunctionDef():
            yield from _block([_signature(node) for node in nodes if isinstance(node, ast.FunctionDef)])
            yield ""
            yield from prose(_docstring(nodes))
        case _:
            whole = ast.unparse(first)
            yield from _block([whole if len(whole) <= _WIDTH else f"{name} = …"])
            text = _docstring(nodes)
            if text:
                yield ""
                yield from prose(text)


def _class(node: ast.ClassDef) -> Iterator[str]:
    """Yield a class: its fields or members, its text, how it is made where it says so itself, and its public methods."""
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    head = f"class {node.name}({bases}):" if bases else f"class {node.name}:"
    fields = [
        f"    {ast.unparse(part)}"
        for part in node.body
        if isinstance(part, ast.Assign | ast.AnnAssign) and not ast.unparse(part).startswith("_")
    ]
    yield from _block([head, *(fields or ["    ..."])])
    yield ""
    yield from prose(ast.get_docstring(node) or "")
    members = list(_members(node))
    if members:
        yield from ("", *members)
    for part in node.body:
        if isinstance(part, ast.FunctionDef) and (part.name == "__init__" or not part.name.startswith("_")):
            yield ""
            if part.name != "__init__":
                yield from (f"### {node.name}.{part.name}", "")
            yield from _block([_signature(part)])
            yield ""
            yield from prose(ast.get_docstring(part) or "")


def _members(node: ast.ClassDef) -> Iterator[str]:
    """Yield what the strings behind members of an enumeration say of them."""
    for part, behind in pairwise(node.body):
        if isinstance(part, ast.Assign | ast.AnnAssign) and _text(behind):
            target = part.targets[0] if isinstance(part, ast.Assign) else part.target
            yield f"- `{ast.unparse(target)}`: {prose(_text(behind))[0]}"


def _signature(node: ast.FunctionDef) -> str:
    """Write a signature, a parameter a line where it would be long."""
    told = [f"@{ast.unparse(one)}\n" for one in node.decorator_list if ast.unparse(one) in _DECORATORS]
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    parts = list(_parameters(node.args))
    line = f"def {node.name}({', '.join(parts)}){result}"
    if len(line) > _WIDTH:
        line = f"def {node.name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){result}"
    return "".join(told) + line


_DECORATORS = ("property", "classmethod", "staticmethod", "overload")


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    """Yield the parameters of a function, ``self`` too."""
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + [*arguments.defaults]
    for place, (argument, default) in enumerate(zip(plain, defaults, strict=True), 1):
        yield _parameter(argument, default)
        if place == len(arguments.posonlyargs):
            yield "/"
    if arguments.vararg:
        yield f"*{_parameter(arguments.vararg, None)}"
    elif arguments.kwonlyargs:
        yield "*"
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(argument, default)
    if arguments.kwarg:
        yield f"**{_parameter(arguments.kwarg, None)}"


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    """Write one parameter."""
    annotation = f": {ast.unparse(argument.annotation)}" if argument.annotation else ""
    if default is None:
        return f"{argument.arg}{annotation}"
    return f"{argument.arg}{annotation} = {ast.unparse(default)}"


def _block(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines of code, not to be run: *py* is Python to a reader, and no example to the tests."""
    yield "```py"
    yield from lines
    yield "```"


def prose(docstring: str) -> list[str]:
    """Return a docstring as lines of Markdown: sections in bold, a line for each item, a paragraph a line."""
    lines: list[str] = []
    section = ""
    for paragraph in re.split(r"\n\s*\n", docstring.strip()):
        rows = paragraph.splitlines()
        if rows and rows[0].removesuffix(":") in _SECTIONS and rows[0].endswith(":"):
            section = rows.pop(0).removesuffix(":")
            lines += ["", f"**{section}**", ""] if lines else [f"**{section}**", ""]
        elif lines:
            lines.append("")
            if not rows[0].startswith(" "):
                section = ""
        if not rows:
            continue
        if rows[0].lstrip().startswith(">>>"):
            lines += ["```pycon", *_dedented(rows), "```"]
        elif section in _LISTS:
            lines += [f"- {_plain(item)}" for item in _items(rows)]
        else:
            lines += _paragraph(_dedented(rows) if section else rows)
    return lines or [""]


def _paragraph(rows: Sequence[str]) -> list[str]:
    """Return a paragraph in one line; lists, and what is indented, as a formula, are left as they are."""
    if rows[0].startswith("    ") or any(row.startswith("- ") for row in rows):
        return [_plain(row) for row in rows]
    return [_plain(" ".join(row.strip() for row in rows))]


def _items(rows: Sequence[str]) -> Iterator[str]:
    """Yield the items of a section, each in one line, its name as code."""
    item = ""
    for row in rows:
        start = re.match(r"^    (\*{0,2}\w[\w, .*]*): (.*)$", row)
        if start and item:
            yield item
            item = ""
        item = f"`{start[1]}`: {start[2]}" if start else f"{item} {row.strip()}".strip()
    if item:
        yield item


def _dedented(rows: Sequence[str]) -> list[str]:
    """Take away what all rows are indented by."""
    indent = min(len(row) - len(row.lstrip()) for row in rows if row.strip())
    return [row[indent:] for row in rows]


def _plain(text: str) -> str:
    """Write code as Markdown does."""
    return text.replace("``", "`")


def _anchor(name: str) -> str:
    """Return the anchor of a heading."""
    return name.lower()
