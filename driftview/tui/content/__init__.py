"""What the views say, in words and numbers, without Textual."""
