"""Which pages the client wants shown: `prompt` (OpenID Connect Core section 3.1.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft, PromptValue
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


_VALUES = frozenset(value.value for value in PromptValue)


def check_prompt(draft: Draft, rules: Rules) -> ProtocolError | None:
    """`none` stands alone; values nobody has defined are refused rather than passed over."""
    values = (draft.parameters.get("prompt") or "").split()
    if not _VALUES.issuperset(values):
        return ProtocolError("invalid_request", "prompt has an unknown value", "prompt")
    draft.prompts = frozenset(PromptValue(value) for value in values)
    if PromptValue.NONE in draft.prompts and len(draft.prompts) > 1:
        return ProtocolError("invalid_request", "prompt none must stand alone", "prompt")
    return None
