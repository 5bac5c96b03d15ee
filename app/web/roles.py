"""What the roles are called on pages."""

from flask_babel import lazy_gettext as _l

from app.domain.people import Role

ROLE_NAMES = {
    Role.ADMIN: _l("Administrator"),
    Role.PLANNER: _l("Planning staff (Bagren)"),
    Role.INSPECTOR: _l("Inspector"),
    Role.STATION_CHIEF: _l("Station chief (Kapolsek)"),
    Role.READER: _l("Reader"),
}
