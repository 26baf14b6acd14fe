"""Settings: typed classes whose attribute docstrings are the documentation, read from one TOML file and the environment.

`<home>/settings.toml` has a section per service; an environment variable such as `GATEHOUSE_IDP_DATABASE_URL` wins.
"""

from shared.settings.describe import describe, markdown
from shared.settings.load import SettingsError, default_home, load_settings
from shared.settings.service import ServiceSettings

__all__ = ["ServiceSettings", "SettingsError", "default_home", "describe", "load_settings", "markdown"]
