"""Fetches the page of an entry whose feed gives only a teaser, as politely as a site may ask."""
