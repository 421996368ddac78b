"""How spoken text is searched: the same words for the index, the query and the places found."""
