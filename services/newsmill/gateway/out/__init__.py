"""Feeds out: any filter as Atom or as a JSON Feed."""
