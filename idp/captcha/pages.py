"""The addresses of pictures and recordings."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from idp.captcha.challenges import Captchas
from idp.captcha.drawing import picture, recording
from shared.i18n import current_language
from shared.web.redirects import local_path
from shared.web.shell import current_page

_SHORTEST, _LONGEST = 4, 8


def blueprint(captchas: Captchas, voices: Path) -> Blueprint:
    """`/captcha/<id>.png`, `/captcha/<id>.wav` and `/captcha/change`; `voices` holds the recordings."""
    pages = Blueprint("captcha", __name__, url_prefix="/captcha")

    @pages.get("/<challenge_id>.png")
    def image(challenge_id: str) -> Response:
        text = captchas.text(challenge_id, current_page().browser)
        if text is None:
            abort(404)
        return Response(picture(text), content_type="image/png")

    @pages.get("/<challenge_id>.wav")
    def audio(challenge_id: str) -> Response:
        folder = voices / ("en" if current_language() == "en" else "zh")
        spoken = captchas.spoken(challenge_id, current_page().browser) if folder.is_dir() else None
        if spoken is None:
            abort(404)
        return Response(recording(spoken, folder), content_type="audio/wav")

    @pages.get("/change")
    def change() -> AnyResponse:
        page = local_path(request.args.get("next")) or "/"
        if request.accept_mimetypes.best != "application/json":
            return redirect(page, 303)
        length = request.args.get("length", type=int) or _SHORTEST
        fresh = captchas.new(current_page().browser, min(max(length, _SHORTEST), _LONGEST), page)
        return jsonify({"id": fresh.id, "image": fresh.image, "audio": fresh.audio})

    return pages
