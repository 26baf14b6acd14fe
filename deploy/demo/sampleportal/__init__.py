"""A small agency portal for the demo: statistics reporting by government agencies (population `agency`).

It stands for somebody else's portal: it meets the identity provider over HTTP alone, through Authlib as an off-the-shelf
client, and imports nothing of it. Its sessions live in memory. May import `shared`.
"""

from deploy.demo.sampleportal.app import create_app
from deploy.demo.sampleportal.settings import SamplePortalSettings, client_registration

__all__ = ["SamplePortalSettings", "client_registration", "create_app"]
