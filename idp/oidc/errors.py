"""What goes wrong in the protocol, as a value with a public and a private half.

The public half (`code`, `description`) may be sent to anybody; the private half (`detail`) goes to the log only.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProtocolError:
    """One refusal in the words of OAuth and OpenID Connect.

    `code` is the registered error code, `description` ASCII text for developers (RFC 6749 section 4.1.2.1),
    `parameter` names the request parameter at fault, `detail` is for the log and is never sent.
    """

    code: str
    description: str
    parameter: str = ""
    detail: str = ""

    def public(self) -> dict[str, str]:
        """What may be sent to the client."""
        return {"error": self.code, "error_description": self.description}

    def loggable(self) -> dict[str, str]:
        """What the log may hold: nothing of it is a secret or personal data."""
        return {"error": self.code, "parameter": self.parameter, "detail": self.detail or self.description}
