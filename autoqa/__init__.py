"""autoqa: draft scorecards for Chinese call recordings, with the seconds of audio that prove each flag."""

__version__ = "0.1.0"
