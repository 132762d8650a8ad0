"""Studies as pictures: what to draw of one, drawn in cells or as a file."""
