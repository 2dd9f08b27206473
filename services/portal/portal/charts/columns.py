"""How many have how much of something: a column for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pygal
from pygal.style import Style

from .telling import tell

_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#1d2524",
    foreground_strong="#1d2524",
    foreground_subtle="#6d7a77",
    colors=("#0b5d55",),
    opacity="1",
    font_family="system-ui, sans-serif",
    label_font_size=18,
    major_label_font_size=18,
    title_font_size=22,
    value_font_size=20,
    value_colors=("#1d2524",),
)


def columns(values: Sequence[tuple[str, int]], *, title: str, x_title: str, y_title: str, words: str) -> bytes:
    """A column for each pair of label and number; `words`: all of it in words."""
    chart = pygal.Bar(
        style=_STYLE,
        js=[],
        height=380,
        width=760,
        show_legend=False,
        show_y_labels=False,
        show_y_guides=False,
        print_values=True,
        print_values_position="top",
        title=title,
        x_title=x_title,
        y_title=y_title,
        range=(0, max([number for _, number in values] + [4])),
        margin=20,
        value_formatter=lambda value: str(int(value)) if value == int(value) else "",
    )
    chart.x_labels = [label for label, _ in values]
    chart.add("", [number for _, number in values])
    chart.add_xml_filter(lambda root: tell(_still(root), title, words))
    return chart.render(disable_xml_declaration=False)


def _still(root: Any) -> Any:
    """Without scripts, and without titles that say nothing."""
    for parent in list(root.iter()):
        for child in list(parent):
            if str(child.tag).rpartition("}")[2] in ("script", "title"):
                parent.remove(child)
    return root
