"""Wire formats, against bytes and messages captured from a real Asterisk 22.10."""
