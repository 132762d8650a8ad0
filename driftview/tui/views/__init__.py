"""The screens: the main one, and the views and dialogs over it."""
