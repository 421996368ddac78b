"""From what the decoder wrote to segments and words that can be believed."""
