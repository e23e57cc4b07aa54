"""Numbers, dates, money and codes as words, and prompts as rows of sounds, in Chinese and English. Pure."""
