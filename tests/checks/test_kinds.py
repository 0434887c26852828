"""Every kind is registered, documented, and its example works."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML

import autoqa.checks
from autoqa.checks import KINDS
from autoqa.checks.base import Check

COMMON = {"role", "window", "count", "label"}
"""Keys that the rule language itself gives every condition."""


def _all_checks() -> set[type[Check]]:
    modules = [
        importlib.import_module(f"autoqa.checks.{m.name}")
        for m in pkgutil.iter_modules(autoqa.checks.__path__)
    ]
    classes = [value for module in modules for value in vars(module).values() if inspect.isclass(value)]
    return {found for found in classes if issubclass(found, Check) and found is not Check}


def test_every_kind_is_in_the_list_once() -> None:
    assert set(KINDS) == _all_checks()
    names = [kind.model_fields["kind"].default for kind in KINDS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_is_in_the_manual_page(kind: type[Check]) -> None:
    page = inspect.getdoc(kind) or ""
    listed = {
        name for line in re.findall(r"^ {4}([\w, ]+): ", page, re.MULTILINE) for name in line.split(", ")
    }
    fields = {field.alias or name for name, field in kind.model_fields.items()} - {"kind"}
    assert fields <= listed
    assert not fields & COMMON


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_example_of_the_manual_page_is_valid(kind: type[Check]) -> None:
    page = inspect.getdoc(kind) or ""
    example = page[page.rindex("\n\n") :]
    written = next(iter(YAML(typ="safe").load(inspect.cleandoc(example)).values()))
    keys = {key: value for key, value in written.items() if key not in COMMON}
    assert TypeAdapter(kind).validate_python(keys).model_dump()["kind"] == written["kind"]
