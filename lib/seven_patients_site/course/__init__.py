"""The course: what its chapters say of themselves, its map, and what comes next."""
