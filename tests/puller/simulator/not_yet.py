"""Rows whose behaviour is decided, but not built yet: each is expected to fail until it is."""

NOT_YET: frozenset[str] = frozenset(
    [
        "entry-escaped-cdata",
        "gap",
        "gap-archive",
        "gap-archive-loop",
        "gap-next-page",
        "gap-wordpress",
        "hub-atom",
        "hub-gone",
        "hub-header",
        "hub-header-joined",
        "hub-header-wins",
        "hub-rss",
        "volatile-session",
    ]
)
