"""What is raised for things that the caller can put right."""


class DriftviewError(Exception):
    """Something that cannot be done as asked; the message is one clear line and says what to do."""
