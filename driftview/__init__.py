"""See what happens to human language when text models are trained on their own output."""

__version__ = "0.1.0"
