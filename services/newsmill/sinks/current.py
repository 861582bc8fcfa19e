"""The topic that tables are kept from."""

from newsmill.contracts.current import CurrentArticle
from newsmill.contracts.topics import Topic

CURRENT_ARTICLES: Topic[CurrentArticle] = Topic(
    "news.articles.current.v1",
    CurrentArticle,
    key=lambda record: record.article_id,
    message_id=lambda record: record.id,
    keyed_by="article_id",
    partitioned_by="article_id",
    retention=None,
    cleanup="compact",
)
