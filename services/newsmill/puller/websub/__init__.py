"""Be told of a feed's news by its hub instead of asking for it: WebSub, as a subscriber."""
