"""English for the pages, whose templates are written in Chinese.

The catalogue is ``translations/en/messages.po``, read at start: there is no compiled file to forget. A test names
the texts that lack English; ``pybabel extract -F babel.cfg -o portal.pot portal`` in services/portal lists them all.
"""

from __future__ import annotations

import io
from importlib import resources

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, Domain, get_locale

from contracts import district

from ..asker import language


class Catalogue(Domain):
    """Chinese as it stands in the templates; English from the catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self._english = _compiled("en")

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return self._english if locale is not None and locale.language == "en" else NullTranslations()


def _compiled(code: str) -> Translations:
    with (resources.files("portal") / "translations" / code / "messages.po").open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def install(app: Flask) -> None:
    """Have `app` speak the reader's language, with times in the district's zone."""
    babel = Babel(
        app,
        default_locale="zh_Hans_CN",
        default_timezone=district.ZONE,
        locale_selector=lambda: "en" if language() == "en" else "zh_Hans_CN",
    )
    babel.domain_instance = Catalogue()
