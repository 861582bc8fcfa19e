"""Tell by its status whether an answer brings a feed's document."""

from newsmill.puller.asking.following import Answer

PARTIAL_CONTENT = 206
IM_USED = 226
NOTHING_IN_IT = frozenset({204, 205})
UNAUTHORIZED = 401

_NOTES = {
    300: "which has the choice between several",
    304: "to a question without conditions",
    401: "it wants a user name and password or another one: see NEWSMILL_CREDENTIALS",
    407: "the proxy wants a user name and password: see NEWSMILL_PROXY and NEWSMILL_CREDENTIALS",
}
REDIRECTION = range(301, 309)


def why_no_document(answer: Answer) -> str | None:
    """Why `answer` brings no document, in a line; None if it does."""
    reply = answer.reply
    status = reply.status
    if status == PARTIAL_CONTENT:
        return "the server answered 206, a part of the document, which nobody asked for"
    if status == IM_USED and not is_partial(answer):
        return "the server answered 226, a change of a document that we do not have"
    if status >= 300:
        note = _NOTES.get(status) or ("but not where the feed is" if status in REDIRECTION else "")
        return f"the server answered {status}" + (f", {note}" if note else "")
    if answer.hop.is_cut_off and not reply.body:
        return "the body breaks off at once, or cannot be decompressed"
    if status in NOTHING_IN_IT or not reply.body.strip():
        return f"the server answered {status}, but the document is empty"
    return None


def is_partial(answer: Answer) -> bool:
    """Whether `answer` brings only entries that are new since our ETag, as we asked for.

    https://www.rfc-editor.org/rfc/rfc3229#section-10.4.1, with the manipulation “feed”:
    https://www.wyman.us/main/2004/09/using_rfc3229_w.html
    """
    used = answer.reply.headers.get("im", "").lower().split(",")
    return (
        answer.reply.status == IM_USED
        and answer.is_conditional
        and "feed" in (name.partition(";")[0].strip() for name in used)
    )
