"""Pages of the desk: front page and mailbox."""

from collections.abc import Mapping
from pathlib import Path

from quart import Blueprint, Response, abort, jsonify, render_template, request, send_file

from deploy.demo.desk.directory import Directory, Place
from deploy.demo.desk.mailbox import Mailbox

_ON_THE_FRONT_PAGE = 5
# A mail is shown as its reader would: its own styles and pictures given as data, no script, nothing fetched.
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"


def make_blueprint(directory: Directory, mailbox: Mailbox, places: Mapping[str, str], samples: Path) -> Blueprint:
    """Give the addresses of the desk; `places` are the addresses of the services by name, `samples` the folder of files."""
    blueprint = Blueprint("desk", __name__)

    def address(place: Place) -> str:
        return places[place.service] + place.path

    @blueprint.get("/")
    async def front() -> str:
        """Who you can be, what to try, and the last mails."""
        return await render_template(
            "desk/front.html",
            directory=directory,
            address=address,
            mails=mailbox.newest(limit=_ON_THE_FRONT_PAGE),
            samples=[each for each in directory.samples if (samples / each.file).exists()],
        )

    @blueprint.get("/samples/<name>")
    async def sample(name: str) -> Response:
        """One of the files to upload when applying."""
        if name not in {each.file for each in directory.samples} or not (samples / name).exists():
            abort(404)
        return await send_file(samples / name, as_attachment=True)

    @blueprint.get("/mailbox")
    async def mails() -> str:
        """Every mail, newest first."""
        to = request.args.get("to", "")
        return await render_template("desk/mailbox.html", mails=mailbox.newest(to), to=to)

    @blueprint.get("/mailbox/messages")
    async def messages() -> Response:
        """The same for programs."""
        return jsonify([mail.as_json() for mail in mailbox.newest(request.args.get("to", ""))])

    @blueprint.get("/mailbox/<mail_id>")
    async def message(mail_id: str) -> str:
        """One mail: as it looks, and as plain text."""
        mail = mailbox.get(mail_id)
        if mail is None:
            abort(404)
        return await render_template("desk/message.html", mail=mail)

    @blueprint.get("/mailbox/<mail_id>/html")
    async def message_html(mail_id: str) -> Response:
        """The HTML part, for the frame of the mail's page."""
        mail = mailbox.get(mail_id)
        if mail is None or not mail.html:
            abort(404)
        response = Response(mail.html, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = _MAIL_POLICY
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    return blueprint
