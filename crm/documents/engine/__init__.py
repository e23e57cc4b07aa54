"""The document engine: what a type is, whether it is sound, how a document goes its way. Pure: facts in, moves out."""
