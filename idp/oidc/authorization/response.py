"""The one place that writes answers of `/authorize`: success and error, by query or by form post, always with `iss`.

`iss` (RFC 9207) and `state` stand in every answer, errors included. The form's values are escaped by the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from flask import Response, redirect, render_template
from werkzeug.wrappers import Response as WerkzeugResponse

from idp.oidc.authorization.request import ResponseMode, ReturnAddress
from idp.oidc.errors import ProtocolError
from shared.i18n import gettext as _
from shared.web.errors import ErrorPage
from shared.web.flask_shell import show_error
from shared.web.shell import NavigationItem, current_page


def answer(back: ReturnAddress, issuer: str, parameters: Mapping[str, str]) -> WerkzeugResponse:
    """Sends parameters back to the client."""
    full = {**parameters, **({"state": back.state} if back.state is not None else {}), "iss": issuer}
    if back.response_mode is ResponseMode.FORM_POST:
        current_page().form_action.append(origin_of(back.redirect_uri))
        return Response(render_template("oidc/form_post.html", address=back.redirect_uri, parameters=full))
    separator = "&" if urlsplit(back.redirect_uri).query else "?"
    return redirect(f"{back.redirect_uri}{separator}{urlencode(full)}", 303)


def refuse(back: ReturnAddress, issuer: str, error: ProtocolError) -> WerkzeugResponse:
    """Sends the public half of an error back to the client."""
    return answer(back, issuer, error.public())


def refuse_on_page(error: ProtocolError, status: int = 400) -> Response:
    """Says what is wrong on a page at the address that was asked, naming the parameter; nothing is sent anywhere."""
    return show_error(
        ErrorPage(
            status,
            _("This sign-in request cannot be answered"),
            (
                _("The page you came from sent a request that this service does not accept. You did nothing wrong."),
                _("Go back to the portal and try again. If it happens again, tell the portal’s help desk:"),
                error.description,
            ),
            parameter=error.parameter or None,
            link=NavigationItem(_("Home page"), "/"),
        )
    )


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as content security policies name them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
