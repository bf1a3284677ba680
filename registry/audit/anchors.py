"""Taking seals out of the house: a line in a file for each, and a letter a day to those who asked.

Whoever could rewrite the whole trail, key and all, cannot rewrite what others have already been sent.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.permissions import Permission
from registry.audit.statement import statement_of
from registry.models import Seal, SealReader

log = logging.getLogger(__name__)


def plain(seal: Seal) -> dict[str, object]:
    """The seal as it stands in files: its statement and its signature."""
    return {**asdict(statement_of(seal)), "signature": seal.signature}


def write_log() -> None:
    """Append to settings.SEAL_LOG each seal it lacks, a JSON line each.

    A file that cannot be written is said in the log and caught up with by the next seal.
    """
    path = Path(settings.SEAL_LOG)
    try:
        lines = [
            json.dumps(plain(each)) + "\n"
            for each in Seal.objects.filter(number__gt=_last_in(path)).order_by("number")
        ]
        if lines:
            with path.open("a", encoding="utf-8") as file:
                file.writelines(lines)
    except OSError as error:
        log.error("seals could not be written to %s: %s", path, error)


def _last_in(path: Path) -> int:
    """The number of the newest seal in the file; 0 when there is none."""
    if not path.exists():
        return 0
    numbers = [json.loads(line)["number"] for line in path.read_text("utf-8").splitlines() if line.strip()]
    return max(numbers, default=0)


def letters_job(job: object, progress: object) -> None:
    """The daily job: send the newest seal to those who asked for it and may still read a trail."""
    newest = Seal.objects.order_by("-number").first()
    if newest is None or not settings.MAIL_IS_ON:
        return
    with get_connection() as connection:
        for address, language in _readers():
            with translation.override(language):
                letter = _letter(newest, address)
            letter.connection = connection
            letter.send()


def _readers() -> Iterator[tuple[str, str]]:
    """E-mail address and language of each."""
    yield from ((address, settings.LANGUAGE_CODE) for address in settings.SEAL_MAIL_TO)
    for reader in SealReader.objects.filter(user__is_active=True).select_related("user").order_by("user"):
        if policy.agencies_with(reader.user, Permission.VIEW_TRAIL):
            yield reader.user.email, reader.user.language


def _letter(seal: Seal, address: str) -> EmailMessage:
    said = json.dumps(plain(seal), indent=1)
    words = _(
        "The audit trail of Vurdert is sealed up to number %(number)s. Keep this letter: it shows later "
        "whether anything in the trail was changed, whoever runs the installation. To check it, put the "
        "lines below in a file and run “vurdert audit verify --anchor” with it."
    ) % {"number": seal.number}
    subject = _("Seal %(number)s of the audit trail") % {"number": seal.number}
    return EmailMessage(subject, f"{words}\n\n{said}\n", to=[address])
