"""Prompts as sound files: rendered from text by a voice before any call, kept by text, played by the switch."""
