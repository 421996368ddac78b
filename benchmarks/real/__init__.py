"""Speed on trained weights and real recordings, with the word errors of each contender."""
