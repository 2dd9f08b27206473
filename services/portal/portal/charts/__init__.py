"""Charts as SVG pictures that tell what they show: a title, every number in words, and nothing by colour alone."""
