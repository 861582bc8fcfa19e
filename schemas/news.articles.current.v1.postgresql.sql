CREATE TABLE IF NOT EXISTS "articles" (
    "article_id" text NOT NULL,
    "id" text NOT NULL,
    "schema" text NOT NULL,
    "revision" bigint NOT NULL,
    "change" text NOT NULL,
    "enriched_at" timestamptz NOT NULL,
    "url" text,
    "canonical_url" text,
    "host" text NOT NULL,
    "site_name" text,
    "feed_url" text,
    "feed_title" text,
    "subscription_title" text,
    "section" text,
    "tags" text[] NOT NULL,
    "title" text NOT NULL,
    "text" text NOT NULL,
    "summary" text NOT NULL,
    "text_origin" text NOT NULL,
    "word_count" bigint NOT NULL,
    "authors" text[] NOT NULL,
    "categories" text[] NOT NULL,
    "image_url" text,
    "language" text NOT NULL,
    "language_confidence" double precision NOT NULL,
    "script" text NOT NULL,
    "published_at" timestamptz NOT NULL,
    "published_at_origin" text NOT NULL,
    "updated_at" timestamptz,
    "seen_at" timestamptz NOT NULL,
    "group_id" text NOT NULL,
    "copies" bigint NOT NULL,
    "copy_hosts" text[] NOT NULL,
    "persons" text[] NOT NULL,
    "organizations" text[] NOT NULL,
    "places" text[] NOT NULL,
    "events" text[] NOT NULL,
    "works" text[] NOT NULL,
    "place_codes" text[] NOT NULL,
    "place_names" text[] NOT NULL,
    "entities_status" text NOT NULL,
    "model" text,
    "entry_id" text NOT NULL,
    "origin" text NOT NULL,
    PRIMARY KEY ("article_id")
);
CREATE INDEX IF NOT EXISTS "articles_enriched_at" ON "articles" ("enriched_at");
CREATE INDEX IF NOT EXISTS "articles_published_at" ON "articles" ("published_at");
CREATE INDEX IF NOT EXISTS "articles_seen_at" ON "articles" ("seen_at");
CREATE INDEX IF NOT EXISTS "articles_words" ON "articles" USING gin (to_tsvector('simple', left(coalesce("title", ''), 100000) || ' ' || left(coalesce("text", ''), 100000) || ' ' || left(coalesce("summary", ''), 100000)));
COMMENT ON TABLE "articles" IS 'An article as it stands: scalars and arrays of strings only, so that it fits any table. A row never goes back to an older version. A retracted article''s row is deleted: its key comes with no value.';
COMMENT ON COLUMN "articles"."article_id" IS 'The key: the same for all versions of the article.';
COMMENT ON COLUMN "articles"."id" IS 'Of the version, as in the record that this row was made of.';
COMMENT ON COLUMN "articles"."schema" IS 'What this is: the name of the topic, without an installation''s prefix.';
COMMENT ON COLUMN "articles"."revision" IS 'Counts the states of title and text.';
COMMENT ON COLUMN "articles"."change" IS 'What this version is to the one before.';
COMMENT ON COLUMN "articles"."enriched_at" IS 'When this version was made. Of two, the one with the higher revision is newer, and of one revision the one that was enriched later.';
COMMENT ON COLUMN "articles"."url" IS 'The entry''s link, absolute.';
COMMENT ON COLUMN "articles"."canonical_url" IS 'The address that the article calls its own.';
COMMENT ON COLUMN "articles"."host" IS 'The article''s host, without “www.”; empty for documents.';
COMMENT ON COLUMN "articles"."site_name" IS 'What the site calls itself.';
COMMENT ON COLUMN "articles"."feed_url" IS 'The feed that offered it; null for documents.';
COMMENT ON COLUMN "articles"."feed_title" IS 'What the feed calls itself.';
COMMENT ON COLUMN "articles"."subscription_title" IS 'The subscriber''s own name for the feed.';
COMMENT ON COLUMN "articles"."section" IS 'The subscriber''s own grouping of the feed.';
COMMENT ON COLUMN "articles"."tags" IS 'The subscriber''s own keywords for the feed.';
COMMENT ON COLUMN "articles"."title" IS 'Plain text.';
COMMENT ON COLUMN "articles"."text" IS 'Plain text; paragraphs are separated by an empty line.';
COMMENT ON COLUMN "articles"."summary" IS 'Plain text; empty when there is none.';
COMMENT ON COLUMN "articles"."text_origin" IS 'Where the text was taken from.';
COMMENT ON COLUMN "articles"."word_count" IS 'Words of the text.';
COMMENT ON COLUMN "articles"."authors" IS 'Names, in the order of the byline.';
COMMENT ON COLUMN "articles"."categories" IS 'The publisher''s own keywords.';
COMMENT ON COLUMN "articles"."image_url" IS 'Its leading picture.';
COMMENT ON COLUMN "articles"."language" IS 'BCP 47; “und” when unknown.';
COMMENT ON COLUMN "articles"."language_confidence" IS 'How sure the language is.';
COMMENT ON COLUMN "articles"."script" IS 'ISO 15924: what most letters of title and text are in.';
COMMENT ON COLUMN "articles"."published_at" IS 'When it was published, as far as that is known.';
COMMENT ON COLUMN "articles"."published_at_origin" IS 'Who says when it was published.';
COMMENT ON COLUMN "articles"."updated_at" IS 'When its publisher says it was changed.';
COMMENT ON COLUMN "articles"."seen_at" IS 'When newsmill saw this state of it.';
COMMENT ON COLUMN "articles"."group_id" IS 'article_id of the first article of its group of copies.';
COMMENT ON COLUMN "articles"."copies" IS 'Articles that copy it, as far as they are known. Counted with the first article of a group; 0 with others.';
COMMENT ON COLUMN "articles"."copy_hosts" IS 'Hosts of these copies other than its own, the first seen first; at most 50.';
COMMENT ON COLUMN "articles"."persons" IS 'Names of people that it names, each once.';
COMMENT ON COLUMN "articles"."organizations" IS 'Names of organizations, each once.';
COMMENT ON COLUMN "articles"."places" IS 'Names of places, each once.';
COMMENT ON COLUMN "articles"."events" IS 'Names of events, each once.';
COMMENT ON COLUMN "articles"."works" IS 'Names of books, films, products, each once.';
COMMENT ON COLUMN "articles"."place_codes" IS 'Of places that a knowledge base has: ISO 3166-1 alpha-2 of countries, GeoNames'' ids of regions and cities.';
COMMENT ON COLUMN "articles"."place_names" IS 'What the knowledge base calls these places, each once; the same in every language.';
COMMENT ON COLUMN "articles"."entities_status" IS 'Whether names could be looked for.';
COMMENT ON COLUMN "articles"."model" IS 'What found the names, with versions.';
COMMENT ON COLUMN "articles"."entry_id" IS 'The feed''s entry in which this state was seen.';
COMMENT ON COLUMN "articles"."origin" IS 'Whether it came from a feed or was handed in.';
-- One index of the elements of all lists, as for persons @> ARRAY['Marguerite Okonjo']. With it,
-- PostgreSQL refuses a row with an element of more than 2 700 bytes:
-- CREATE INDEX IF NOT EXISTS "articles_lists" ON "articles" USING gin ("tags", "authors", "categories", "copy_hosts", "persons", "organizations", "places", "events", "works", "place_codes", "place_names");
