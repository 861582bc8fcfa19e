"""Names of meta elements that hold dates, by what they mean."""

# https://ogp.me, https://schema.org, https://docs.parse.ly/metatags, https://dublincore.org,
# https://scholar.google.com/intl/en/scholar/inclusion.html (citation_…), Sailthru, Cxense, Adobe,
# Drupal, TYPO3, Sitecore and others by their templates.
PUBLISHED_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "article:published", "datepublished", "schema:datepublished", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "cxenseparse:recs:articlepublishtime", "dc.date.issued", "dcterms.issued", "dc.issued",
    "dcterms.available", "date.issued", "pubdate", "pub_date", "publishdate", "publish-date",
    "publish_date", "publishedtime", "published_time", "published-date", "published_date",
    "publication_date", "publication-date", "publicationdate", "publish_time", "publishtime",
    "article_date_original", "article.published", "article-published", "article_publish_date",
    "originalpublicationdate", "displaydate", "firstpublished", "first_published",
    "rnews:datepublished", "citation_publication_date", "citation_online_date", "release_date",
    "dateposted", "posted", "ptime", "pdate", "vr:published_time", "video:release_date",
    "bt:pubdate", "weibo: article:create_at", "bytedance:published_time", "og:pubdate",
    "og:regdate", "article:pubdate", "article.created", "created_time",
)  # fmt: skip
# Of publication mostly, of the last build or change sometimes.
VAGUE_NAMES = (
    "date", "dc.date", "dcterms.date", "dc:date", "dcterms.created", "dc.date.created",
    "dc.created", "datecreated", "created", "creation_date", "creationdate", "timestamp",
    "itemdate", "article_date", "articledate", "news_date", "eomportal-published", "og:date",
    "release-date", "article:date", "search_date", "search.date", "cdate",
)  # fmt: skip
MODIFIED_NAMES = (
    "article:modified_time", "og:article:modified_time", "article:modified", "og:updated_time",
    "og:modified_time", "datemodified", "schema:datemodified", "dcterms.modified",
    "dc.date.modified", "dc.modified", "lastmod", "last-modified", "last_modified", "lastmodified",
    "modified_time", "modified", "revised", "updated", "updated_time", "dateupdated",
    "article_date_updated", "article:updated", "bytedance:updated_time",
    "bytedance:lastest_updated_time", "revision_date", "cxenseparse:recs:updatetime", "utime",
)  # fmt: skip
