"""What forms share: refusals that stand in our catalogues, since WTForms speaks no Indonesian."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

NOT_ON_THE_LIST = _l("Choose from the list.")

BAD_EMAIL = _l("Type an address like budi@polri.example, or leave it empty.")
EMAIL = {"inputmode": "email", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def at_most(letters: int) -> Length:
    """No more than so many characters."""
    return Length(max=letters, message=_l("Use at most %(max)d characters."))
