"""Store models on disk: the catalogue, the sources of models, and their folder."""
