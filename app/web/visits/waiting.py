"""Whose phone still holds something, in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.phones import Left, Waiting
from app.web.formats import short_moment
from app.web.language import current_language


def in_words(one: Waiting, zone: str) -> str:
    """'Aipda Anna: 2 foto masih di HP, terakhir terhubung 22 Nov, 10.12'."""
    heard = short_moment(one.member.contact_at, zone, current_language())
    if one.is_known:
        left = left_in_words(one.member.left)
        return str(
            _("%(name)s: %(left)s still on the phone, last heard %(time)s", name=one.name, left=left, time=heard)
        )
    return str(
        ngettext(
            "%(name)s: not heard since %(time)s, %(num)s item of their parts is blank",
            "%(name)s: not heard since %(time)s, %(num)s items of their parts are blank",
            one.blank,
            name=one.name,
            time=heard,
        )
    )


def left_in_words(left: Left) -> str:
    """'3 perubahan dan 2 foto'; '' when nothing is left."""
    changes = ngettext("%(num)s change", "%(num)s changes", left.events) if left.events else ""
    photos = ngettext("%(num)s photo", "%(num)s photos", left.photos) if left.photos else ""
    if changes and photos:
        return str(_("%(changes)s and %(photos)s", changes=changes, photos=photos))
    return str(changes or photos)
