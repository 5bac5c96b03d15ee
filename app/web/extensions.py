"""The Flask extensions, made once and attached by init_app."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
