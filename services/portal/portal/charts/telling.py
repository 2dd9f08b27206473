"""What makes a picture readable without seeing it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from flask import Response

MEDIA_TYPE = "image/svg+xml"

_SVG = "http://www.w3.org/2000/svg"


def tell(root: Any, title: str, words: str) -> Any:
    """Have the picture `root` say its title and, in `words`, all that it shows."""
    root.set("role", "img")
    root.set("aria-labelledby", "title")
    root.set("aria-describedby", "words")
    for number, (name, identity, text) in enumerate((("title", "title", title), ("desc", "words", words))):
        element = root.makeelement(f"{{{_SVG}}}{name}" if _is_qualified(root) else name, {"id": identity})
        element.text = text
        root.insert(number, element)
    return root


def response(svg: bytes) -> Response:
    """The picture as an answer."""
    answer = Response(svg, content_type=MEDIA_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def written(root: ElementTree.Element) -> bytes:
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _is_qualified(root: Any) -> bool:
    return str(root.tag).startswith("{")
