"""The application for ASGI servers: `granian --interface asgi caseportal.asgi:app`. Settings come from GATEHOUSE_HOME."""

from caseportal.app import create_app
from caseportal.settings import SECTION, PortalSettings
from shared.settings import load_settings

app = create_app(load_settings(PortalSettings, SECTION))
