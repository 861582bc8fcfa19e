"""Which page is it: the article, or a consent form, a login, a home page, a listing, …?"""
