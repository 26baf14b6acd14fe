"""Text that belongs to declared data and so carries its languages with it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from shared.i18n.languages import Language, current_language


class LocalisedText(BaseModel):
    """A text in every language, as a TOML table `{ zh = "…", en = "…" }`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, language: Language) -> str:
        """The text in one language."""
        return self.en if language == "en" else self.zh

    def __str__(self) -> str:
        return self.in_(current_language())
