"""The command that a timer calls: who is to be told of a finding is told, once."""

from collections import Counter
from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from app.cli.installation import config
from app.clock import now
from app.domain.reminders import MailState
from app.services import reminders
from app.store.connection import connect


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Say who would be told of what; send nothing, change nothing.")
@with_appcontext
def command(dry_run: bool) -> None:
    """Send reminders of findings by mail. Safe to run twice, at any time, beside the background work."""
    db = connect(config().database)
    try:
        if dry_run:
            _tell(reminders.planned(db, at=now()))
            return
        if not config().smtp.host:
            raise click.ClickException("no mail server is set: SIAP_SMTP_HOST, docs/deploy.md, step 9")
        outcome = reminders.run(db, config().smtp, config().url, at=now())
    finally:
        db.close()
    if outcome.is_busy:
        click.echo("another run is at it")
        return
    click.echo(", ".join(f"{outcome.states.get(state, 0)} {word}" for state, word in WORDS.items()))
    if outcome.needs_somebody or outcome.fault:
        lines = [
            f"{outcome.needs_somebody} need a decision: see /care" if outcome.needs_somebody else "",
            outcome.fault,
        ]
        raise click.ClickException("; ".join(line for line in lines if line))


WORDS = {
    MailState.SENT: "sent",
    MailState.WAITING: "put off",
    MailState.REFUSED: "refused",
    MailState.UNCERTAIN: "uncertain",
    MailState.GIVEN_UP: "given up",
}


def _tell(batches: Iterator[list[reminders.Digest]]) -> None:
    """One line for each recipient: how many findings, and why."""
    recipients = findings = 0
    for digest in (one for batch in batches for one in batch):
        counts = Counter(str(reason.why) for _uid, reason in digest.told)
        click.echo(f"{digest.recipient}: {', '.join(f'{number} {why}' for why, number in sorted(counts.items()))}")
        recipients, findings = recipients + 1, findings + len(digest.told)
    click.echo(f"{recipients} would be told of {findings} findings; nothing was sent")
