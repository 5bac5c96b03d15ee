"""Own modules of one page joined into one script, as the stylesheets are: fewer requests, one thing to keep.

Each module becomes a function that returns what it exports, in the order in which they need each other; comments are
left out. The modules stay as they are written: under Node and in an editor they are plain ES modules. Only what our own
modules do is understood (named imports at the top, `export` before a declaration); anything else is refused at start.
"""

import posixpath
import re
from collections.abc import Mapping

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
_END_COMMENT = re.compile(r"(?<=[;,{}\])]) +// [^\"'`\n]*$", re.MULTILINE)
_BLANK = re.compile(r"\n\s*\n")


class NotJoinable(ValueError):
    """A module says something that joining does not understand."""


def join(files: Mapping[str, str], entry: str) -> str:
    """The script of `entry` and all it imports; `files` maps a path to the text of its module.

    Raises NotJoinable for a missing module, modules that need each other, or an import or export of another kind.
    """
    order: list[str] = []
    _visit(files, entry, order, ())
    names = {path: "$" + re.sub(r"\W", "_", path) for path in order}
    return "".join(_wrapped(files[path], path, names) for path in order)


def _visit(files: Mapping[str, str], path: str, order: list[str], above: tuple[str, ...]) -> None:
    if path in above:
        raise NotJoinable(f"{path} needs itself, by way of {' and '.join(above[above.index(path) + 1 :])}")
    if path in order:
        return
    if path not in files:
        raise NotJoinable(f"{above[-1] if above else 'the page'} imports {path}, which is not there")
    for _, target in _IMPORT.findall(files[path]):
        _visit(files, _resolved(path, target), order, (*above, path))
    order.append(path)


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
    return f"const {names[path]} = (() => {{\n{_tidied(body)}{returned}}})();\n"


def _tidied(text: str) -> str:
    for comment in (_BLOCK_COMMENT, _LINE_COMMENT, _END_COMMENT):
        text = comment.sub("", text)
    return _BLANK.sub("\n", text).strip() + "\n"


def _resolved(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
