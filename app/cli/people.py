"""Commands on people: the first administrator, a forgotten password, an account that ends."""

from datetime import UTC, date, datetime, timedelta

import click
from flask.cli import with_appcontext

from app.cli.installation import carried_out, config
from app.clock import now, today
from app.domain.people import Role
from app.services import people
from app.services.passwords import Passwords
from app.store.people import NewPerson

SENTENCES = {
    "bad_username": "username: 3 to 64 letters, digits, dots or hyphens",
    "reserved": "username: this name is reserved; choose another",
    "name_missing": "the full name is missing",
    "bad_service_number": "NRP: 6 to 18 digits",
    "bad_email": "e-mail: an address like budi@polri.example",
    "unknown_org": "no such organisation; give its code, for instance polres-tuban",
    "wrong_kind_of_org": "this role cannot be held there: a station_chief belongs to a Polsek, the others to a Polres",
    "password_length": "password: 12 to 128 characters",
    "password_guessable": "the password is too easy to guess",
}


@click.group("people")
def group() -> None:
    """People: add somebody, give and end roles, reset a password, end an account."""


@group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="Full name.")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--org", required=True, help="Code of the organisation, for instance polres-tuban.")
@click.option("--rank", default="", help="Rank, for instance Kompol.")
@click.option("--position", default="", help="Post, for instance Kabagren.")
@click.option("--nrp", default=None, help="Service number.")
@click.option("--email", default="", help="Where reminders are sent.")
@with_appcontext
def add(username: str, name: str, role: str, org: str, rank: str, position: str, nrp: str | None, email: str) -> None:
    """Add somebody; prints the password of the first sign-in."""
    new = NewPerson(username.lower(), name, rank=rank, position=position, service_number=nrp, email=email.strip())
    password = carried_out(
        lambda db: people.add(
            db,
            new,
            role=Role(role),
            org_code=org,
            actor=None,
            passwords=_passwords(),
            at=now(),
            today=today(),
        ),
        SENTENCES,
    )
    click.echo(f"{new.username} may sign in once with: {password}")


@group.command("reset")
@click.argument("username")
@with_appcontext
def reset(username: str) -> None:
    """Make a new first password; every session of the person ends."""
    password = carried_out(
        lambda db: people.reset_password(db, username, actor=None, passwords=_passwords(), at=now(), today=today()),
        SENTENCES,
    )
    click.echo(f"{username.lower()} may sign in once with: {password}")


@group.command("end")
@click.argument("username")
@with_appcontext
def end(username: str) -> None:
    """End an account: nobody signs in with it again; its history stays."""
    carried_out(lambda db: people.end(db, username, actor=None, at=now(), today=today()), SENTENCES)
    click.echo(f"{username.lower()} has ended")


@group.command("assign")
@click.argument("username")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--org", required=True, help="Code of the organisation, for instance polsek-senori.")
@with_appcontext
def assign(username: str, role: str, org: str) -> None:
    """Give one more role from today on."""
    carried_out(
        lambda db: people.assign(db, username, role=Role(role), org_code=org, actor=None, at=now(), today=today()),
        SENTENCES,
    )
    click.echo(f"{username.lower()} is {role} at {org}")


@group.command("unassign")
@click.argument("username")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--org", required=True, help="Code of the organisation.")
@with_appcontext
def unassign(username: str, role: str, org: str) -> None:
    """Take a role away at once."""
    before = (date.fromisoformat(today()) - timedelta(days=1)).isoformat()
    carried_out(
        lambda db: people.end_assignment(
            db, username, role=Role(role), org_code=org, actor=None, at=now(), today=today(), yesterday=before
        ),
        SENTENCES,
    )
    click.echo(f"{username.lower()} is no longer {role} at {org}")


@group.command("phones")
@click.argument("username")
@with_appcontext
def phones(username: str) -> None:
    """List where somebody is signed in: id, last contact (UTC), browser."""
    for one in carried_out(lambda db: people.list_phones(db, username, at=now(), today=today()), SENTENCES):
        used = datetime.fromtimestamp(one.used_at / 1000, UTC).strftime("%Y-%m-%d %H:%M")
        click.echo(f"{one.ref}  {used}  {one.device or 'unknown'}{'  revoked' if one.revoked_at else ''}")


@group.command("revoke")
@click.argument("username")
@click.argument("phone")
@with_appcontext
def revoke(username: str, phone: str) -> None:
    """Take a lost phone's access away; PHONE is its id in the list of 'people phones'."""
    carried_out(
        lambda db: people.revoke_phone(db, username, phone, actor=None, at=now(), today=today()),
        SENTENCES,
    )
    click.echo(f"{phone} of {username.lower()} opens nothing any more")


def _passwords() -> Passwords:
    return Passwords(config().password_cost, config().password_memory_kib)
