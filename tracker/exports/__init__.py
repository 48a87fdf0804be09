"""The tables of the pages as sheets of a file, in words of the reader's language."""
