"""The demonstration: a working day played through the public API and watched on the bus."""

from cli.demo.command import demo

__all__ = ["demo"]
