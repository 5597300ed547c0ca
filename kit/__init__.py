"""Vigie: what an outsourced line promised, what it delivered, and where the two sides' figures disagree."""

__version__ = "0.1.0"
