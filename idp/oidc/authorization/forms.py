"""The form of every page on the way: one answer."""

from __future__ import annotations

from wtforms import StringField

from shared.web.forms import HouseForm


class AnswerForm(HouseForm):
    """`action` is the pressed button: `continue`, `cancel`, or one that the page names."""

    action = StringField()
