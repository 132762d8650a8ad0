"""What is raised for things that the caller can put right."""


class DriftviewError(Exception):
    """Something that cannot be done as asked; the message is one clear line and says what to do.

    Parameters
    ----------
    message
        One line that makes sense on a command line, in a dialog of the explorer and in Python alike.
    option
        The command-line option that helps, such as ``--force``. Only the command line says it.
    """

    def __init__(self, message: str = "", *, option: str = "") -> None:
        super().__init__(message)
        self.option = option
