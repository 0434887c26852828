"""One request: who asks, what for, and how it is answered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from autoqa.review.desk import Desk
from autoqa.review.logins import Login
from autoqa.review.rights import Person, Right


class StopError(Exception):
    """Ends a request with a page that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass
class Visit:
    """``form`` holds the fields of a POST. ``nonce`` allows this page's own style elements."""

    desk: Desk
    request: Request
    login: Login | None
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def person(self) -> Person:
        """Whoever is logged in; asked for only behind a right that needs a login."""
        assert self.login is not None
        return self.login.person

    @property
    def nonce(self) -> str:
        nonce: str = self.request.scope.setdefault("autoqa.nonce", secrets.token_urlsafe(16))
        return nonce

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    def may(self, right: Right) -> bool:
        return self.login is not None and self.login.person.may(right)

    def text(self, name: str, **values: Any) -> str:
        """A template as text."""
        return self.desk.templates.get_template(name).render(self._common(), **values)

    def page(self, name: str, *, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(self.text(name, **values), status_code=status)

    def go(self, path: str) -> Response:
        """To another page, after a change."""
        return RedirectResponse(path, status_code=303)

    def _common(self) -> dict[str, Any]:
        person = self.login.person if self.login else None
        return {
            "person": person,
            "may": {right.value: self.may(right) for right in Right},
            "csrf": self.login.csrf if self.login else "",
            "nonce": self.nonce,
            "path": self.request.url.path,
            "notice": self.query.get("notice", ""),
            "login_used": self.desk.login,
        }
