"""Edits of a rule file that keep every other byte: comments, order, quoting and spacing stay the author's.

The YAML parser is asked only where things stand; the text itself is cut and joined here. (A round trip
through a YAML writer would normalise spacing, quotes and line breaks that the author chose.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import yaml

from autoqa.errors import UsageError
from autoqa.ruleset.params import as_written
from autoqa.ruleset.problems import Loc
from autoqa.ruleset.variant import Edit

_PLAIN = re.compile(r"[^\W_][\w.%/()（）…-]*")
"""Texts that YAML reads as themselves without quotes, wherever they stand."""


def rewritten(text: str, edits: Iterable[Edit], name: str = "rule") -> str:
    """``text`` of a rule file with these edits.

    Raises:
        UsageError: a place cannot be edited, such as a list that is given by a parameter.
    """
    for edit in edits:
        text = _one(text, edit, name)
    return text


def _one(text: str, edit: Edit, name: str) -> str:
    root = yaml.compose(text, Loader=yaml.BaseLoader)
    above, key = edit.loc[:-1], str(edit.loc[-1])
    parent = _at(root, above)
    if not isinstance(parent, yaml.MappingNode):
        where = ".".join(map(str, above)) or "the file"
        raise UsageError(name, f"{where} is not there to be edited", "Edit the file by hand")
    value = next((inner for label, inner in parent.value if label.value == key), None)
    if value is None:
        return _with_key(text, parent, key, edit.value)
    if not edit.append:
        return text[: value.start_mark.index] + _flow(edit.value) + text[value.end_mark.index :]
    if not isinstance(value, yaml.SequenceNode):
        raise UsageError(name, f"{key} is not a list written out here", "Edit the file by hand")
    return _appended(text, value, [str(part) for part in edit.value])


def _at(node: yaml.Node | None, loc: Loc) -> yaml.Node | None:
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            node = next((inner for label, inner in node.value if label.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _with_key(text: str, parent: yaml.MappingNode, key: str, value: Any) -> str:
    """A new last key of a mapping, in the mapping's own style."""
    last_label, last = parent.value[-1]
    if parent.flow_style:
        place = last.end_mark.index
        return f"{text[:place]}, {key}: {_flow(value)}{text[place:]}"
    indent = " " * parent.value[0][0].start_mark.column
    return _new_line(text, _end_of(last, last_label), f"{indent}{key}: {_flow(value)}")


def _appended(text: str, node: yaml.SequenceNode, values: list[str]) -> str:
    written = [_scalar(value) for value in values]
    if not node.value:
        return text[: node.start_mark.index] + f"[{', '.join(written)}]" + text[node.end_mark.index :]
    last = node.value[-1]
    if node.flow_style:
        place = last.end_mark.index
        return text[:place] + "".join(f", {value}" for value in written) + text[place:]
    indent = " " * node.start_mark.column
    return _new_line(text, last.end_mark.index, *(f"{indent}- {value}" for value in written))


def _end_of(node: yaml.Node, label: yaml.Node) -> int:
    """Where the written value ends. The parser ends a block collection at the next token, behind comments
    and empty lines; its last scalar ends where it is written."""
    while isinstance(node, (yaml.MappingNode, yaml.SequenceNode)) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index if node is not None else label.end_mark.index)


def _new_line(text: str, after: int, *lines: str) -> str:
    """Lines of their own behind the line that holds the position before ``after``, with the file's own line
    ends. Block scalars end at the start of the following line already."""
    ending = "\r\n" if "\r\n" in text else "\n"
    at_start = after > 0 and text[after - 1] == "\n"
    stop = after if at_start else text.find("\n", after) + 1
    if stop == 0:
        return text + "".join(f"{ending}{line}" for line in lines)
    return text[:stop] + "".join(f"{line}{ending}" for line in lines) + text[stop:]


def _flow(value: Any) -> str:
    """A value in one line."""
    value = as_written(value)
    if isinstance(value, list):
        return f"[{', '.join(_flow(part) for part in value)}]"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
