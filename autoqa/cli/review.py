"""``autoqa review``: the inspectors' server, and its users."""

from __future__ import annotations

import logging

import click

from autoqa.cli import say
from autoqa.config import load_settings
from autoqa.errors import UsageError

db_option = click.option("--db", metavar="URL", help="Database. Default: SQLite under autoqa-data/.")


@click.group("review", invoke_without_command=True)
@db_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--no-login", is_flag=True, help="Everybody on this machine may do everything. Only on this machine."
)
@click.pass_context
def command(ctx: click.Context, db: str | None, host: str, port: int, no_login: bool) -> int:
    """Serve the review pages: the queue, the call page, signing, appeals.

    Calls come from `autoqa batch`. Before the first start: autoqa review user add NAME --role admin
    """
    ctx.obj["db"] = db
    if ctx.invoked_subcommand is not None:
        return 0
    if no_login and host not in ("127.0.0.1", "localhost", "::1"):
        raise UsageError(
            "--no-login",
            f"would open every call to whoever reaches {host}",
            "Leave out --host, or make users",
        )
    return _serve(db, host, port, login=not no_login)


def _serve(db: str | None, host: str, port: int, *, login: bool) -> int:
    import uvicorn

    from autoqa.pipeline import Workshop
    from autoqa.review.accounts import count_users
    from autoqa.review.app import make_app
    from autoqa.store import open_store

    settings = load_settings({"db": db})
    store = open_store(settings.db, writing=True)
    with store.read() as session:
        if login and not count_users(session):
            raise UsageError(
                "autoqa review", "has no users yet", "Make one: autoqa review user add NAME --role admin"
            )
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    say(f"Review pages: http://{host}:{port}/ (end with Ctrl-C)")
    uvicorn.run(
        make_app(settings, store, Workshop(settings), login=login),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
    )
    store.close()
    return 0


@command.group("user")
def user() -> None:
    """Add, list, and change who may log in."""


@user.command("add")
@click.argument("login")
@click.option("--role", required=True, type=click.Choice(["agent", "inspector", "lead", "manager", "admin"]))
@click.option("--name", default="", help="Name as colleagues know it.")
@click.option("--agent-id", help="Job number whose calls an agent sees.")
@click.option("--team", help="Team whose calls a lead sees.")
@click.password_option(envvar="AUTOQA_USER_PASSWORD", help="Asked for where not given.")
@click.pass_context
def add(
    ctx: click.Context,
    login: str,
    role: str,
    name: str,
    agent_id: str | None,
    team: str | None,
    password: str,
) -> None:
    """Add a user."""
    from autoqa.review.accounts import add_user
    from autoqa.store import open_store
    from autoqa.store.tables import UserRole

    store = open_store(load_settings({"db": ctx.obj["db"]}).db)
    with store.write() as session:
        add_user(
            session,
            login,
            password,
            UserRole(role),
            name=name,
            agent_id=agent_id,
            team=team,
            by="autoqa review user",
        )
    say(f"Added {login} as {role}.")


@user.command("list")
@click.pass_context
def list_users(ctx: click.Context) -> None:
    """List users: login, role, name, agent id, team, and whether they may log in."""
    from autoqa.review.accounts import all_users
    from autoqa.store import open_store

    store = open_store(load_settings({"db": ctx.obj["db"]}).db)
    with store.read() as session:
        for row in all_users(session):
            parts = (row.login, row.role.value, row.name, row.agent_id or "-", row.team or "-")
            click.echo("\t".join((*parts, "active" if row.active else "disabled")))


@user.command("password")
@click.argument("login")
@click.password_option(envvar="AUTOQA_USER_PASSWORD", help="Asked for where not given.")
@click.pass_context
def password(ctx: click.Context, login: str, password: str) -> None:
    """Give a user a new password."""
    from autoqa.review.accounts import known_user, set_password
    from autoqa.store import open_store

    store = open_store(load_settings({"db": ctx.obj["db"]}).db)
    with store.write() as session:
        set_password(session, known_user(session, login), password, by="autoqa review user")
    say(f"{login} has a new password.")


@user.command("disable")
@click.argument("login")
@click.option("--undo", is_flag=True, help="Let the user in again.")
@click.pass_context
def disable(ctx: click.Context, login: str, undo: bool) -> None:
    """Keep a user out; its work stays."""
    from autoqa.review.accounts import known_user, set_active
    from autoqa.store import open_store

    store = open_store(load_settings({"db": ctx.obj["db"]}).db)
    with store.write() as session:
        set_active(session, known_user(session, login), undo, by="autoqa review user")
    say(f"{login} is {'let in again' if undo else 'kept out'}.")
