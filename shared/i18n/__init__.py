"""Languages: 繁體中文 first, English equal. Catalogues, the language of the running request, dates as people read them."""

from shared.i18n.catalogues import add_catalogue, catalogue_folders, gettext, lazy_gettext, translated
from shared.i18n.languages import DEFAULT_LANGUAGE, LANGUAGES, Language, choose_language, current_language, use_language
from shared.i18n.localised import LocalisedText

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Language",
    "LocalisedText",
    "add_catalogue",
    "catalogue_folders",
    "choose_language",
    "current_language",
    "gettext",
    "lazy_gettext",
    "translated",
    "use_language",
]
