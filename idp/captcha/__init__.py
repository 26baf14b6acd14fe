"""CAPTCHA: a picture and a recording, kept on the server, answered once; may import `policies` and below.

A challenge belongs to one browser. The picture shows letters and digits, the recording says digits; either will do.
"""

from idp.captcha.challenges import Captchas, Challenge
from idp.captcha.pages import blueprint

__all__ = ["Captchas", "Challenge", "blueprint"]
