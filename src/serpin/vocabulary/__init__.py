"""Floor 1: the nouns of a case and the nouns that engines hand on. They know no engine, no file and no language."""
