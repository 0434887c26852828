"""Reading the small JSON files that lie beside a model's weights."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from autoqa.errors import ModelError

T = TypeVar("T", bound=BaseModel)


def read_beside(path: Path, kind: type[T], mend: str = "Install the model again") -> T | None:
    """What ``path`` holds; None where there is no such file. ``mend``: what to do about a damaged one.

    Raises:
        ModelError: the file is damaged.
    """
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        told = f"{place}: {first['msg']}" if place else first["msg"]
        raise ModelError(path, f"is damaged ({told})", mend) from None
    except OSError as error:
        raise ModelError(path, f"is damaged ({error})", mend) from None
