"""Resolve dates against an article's time of publication: “last Tuesday” becomes 2026-11-24."""
