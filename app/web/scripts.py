"""Own modules of one page joined into one script, as the stylesheets are: fewer requests, one thing to keep.

Each module becomes a function that returns what it exports, in the order in which they need each other, made small.
What several pages need stands in a script of its own, so that a phone fetches and keeps it once. The modules stay as
they are written: under Node and in an editor they are plain ES modules. Only what our own modules do is understood
(named imports at the top, `export` before a declaration); anything else is refused at start.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class NotJoinable(ValueError):
    """A module says something that joining does not understand."""


def join(files: Mapping[str, str], entry: str) -> str:
    """The script of `entry` and all it imports; `files` maps a path to the text of its module.

    Raises NotJoinable for a missing module or export, modules that need each other, or an import or export of another
    kind.
    """
    order = _order(files, entry)
    return _together(files, order, _names(order))


def join_pages(files: Mapping[str, str], entries: Mapping[str, str], shared: str) -> dict[str, str]:
    """The scripts of several pages, by their names in `entries` (name to first module), and `shared` beside them.

    The shared script holds what the first page needs and another one needs too; each page's script imports it from
    its own folder, and exports what its first module does, for whoever fetches it with import(). Raises NotJoinable as
    `join` does.
    """
    orders = {name: _order(files, entry) for name, entry in entries.items()}
    first, *others = orders.values()
    common = [path for path in first if any(path in other for other in others)]
    names = _names({path for order in orders.values() for path in order})
    exported = ", ".join(names[path] for path in common)
    pages = {shared: f"{_together(files, common, names)}export {{ {exported} }};\n"}
    for name, order in orders.items():
        own = [path for path in order if path not in common]
        entry = entries[name]
        taken, given = _taken(files, own, common, names, shared), _given(files[entry], names[entry])
        pages[name] = f"{taken}{_together(files, own, names)}{given}"
    return pages


def _given(text: str, name: str) -> str:
    """The line by which a script that others fetch when they need it gives out what its first module exports."""
    exported = ", ".join(name for _, name in _EXPORT.findall(text))
    return f"export const {{ {exported} }} = {name};\n" if exported else ""


def _taken(files: Mapping[str, str], own: list[str], common: list[str], names: Mapping[str, str], shared: str) -> str:
    """The line that imports what a page's own modules need of the shared script."""
    needed = {_resolved(path, target) for path in own for _, target in _IMPORT.findall(files[path])}
    taken = ", ".join(names[path] for path in common if path in needed)
    return f'import {{ {taken} }} from "./{posixpath.basename(shared)}";\n'


def _order(files: Mapping[str, str], entry: str) -> list[str]:
    order: list[str] = []
    _visit(files, entry, order, ())
    return order


def _names(paths: Iterable[str]) -> dict[str, str]:
    return {path: "$" + re.sub(r"\W", "_", path) for path in paths}


def _together(files: Mapping[str, str], order: Iterable[str], names: Mapping[str, str]) -> str:
    return "".join(_wrapped(files[path], path, names) for path in order)


def _visit(files: Mapping[str, str], path: str, order: list[str], above: tuple[str, ...]) -> None:
    if path in above:
        raise NotJoinable(f"{path} needs itself, by way of {' and '.join(above[above.index(path) + 1 :])}")
    if path in order:
        return
    if path not in files:
        raise NotJoinable(f"{above[-1] if above else 'the page'} imports {path}, which is not there")
    for wanted, target in _IMPORT.findall(files[path]):
        found = _resolved(path, target)
        _visit(files, found, order, (*above, path))
        missing = _wanted(wanted) - {name for _, name in _EXPORT.findall(files[found])}
        if missing:
            raise NotJoinable(f"{path} imports {', '.join(sorted(missing))}, which {found} does not export")
    order.append(path)


def _wanted(names: str) -> set[str]:
    """The names between the braces of an import, as the other module calls them."""
    return {part.split()[0] for part in names.split(",") if part.strip()}


def _wrapped(text: str, path: str, names: Mapping[str, str]) -> str:
    def take(match: re.Match[str]) -> str:
        wanted = ", ".join(part.strip().replace(" as ", ": ") for part in match[1].split(",") if part.strip())
        return f"const {{ {wanted} }} = {names[_resolved(path, match[2])]};\n"

    exported = [name for _, name in _EXPORT.findall(text)]
    body = _EXPORT.sub(r"\1", _IMPORT.sub(take, text))
    left = _LEFT.search(body)
    if left:
        raise NotJoinable(f"{path}: {left[0]}")
    returned = f"return {{ {', '.join(exported)} }};\n" if exported else ""
    wrapped = f"const {names[path]} = (() => {{\n{body}{returned}}})();"
    return f"{_small(wrapped, path)};\n"


def _small(script: str, path: str) -> str:
    """The same deeds in fewer bytes: no comments, no needless space, short names for what only the script knows."""
    # A library in Go: what it starts does not survive a fork, so only the process that joins scripts may load it.
    import minify

    try:
        return str(minify.string("application/javascript", script))
    except minify.MinifyError as failure:
        raise NotJoinable(f"{path}: {failure}") from failure


def _resolved(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
