"""The application for ASGI servers: `granian --interface asgi caseportal.asgi:app`. Settings come from GATEHOUSE_HOME."""

from caseportal.app import create_app
from caseportal.settings import SECTION, PortalSettings
from shared.observability import configure_logs
from shared.settings import load_settings

settings = load_settings(PortalSettings, SECTION)
configure_logs("caseportal", as_json=settings.log_json)
app = create_app(settings)
