"""The guided tour for a class: eight questions, each answered by a real run, and what they do not show."""
