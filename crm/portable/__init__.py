"""What administrators shape, as one document: out of an installation, and into it or another. A part is one class."""
