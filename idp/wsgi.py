"""The WSGI entry `idp.wsgi:app`: settings come from GATEHOUSE_HOME and the environment."""

from __future__ import annotations

from idp.app import create_app
from idp.settings import IdpSettings
from shared.observability import configure_logs
from shared.settings import load_settings

settings = load_settings(IdpSettings, "idp")
configure_logs("idp", as_json=settings.log_json)
app = create_app(settings)
