"""The kit's version, for the package, its metadata and its methods paragraphs."""

VERSION = "0.1.0"
