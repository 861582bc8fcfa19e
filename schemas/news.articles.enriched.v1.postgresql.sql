CREATE TABLE IF NOT EXISTS "enriched_articles" (
    "article_id" text NOT NULL,
    "fingerprint" text NOT NULL,
    "url" text,
    "canonical_url" text,
    "feed_url" text,
    "source" jsonb NOT NULL,
    "title" text NOT NULL,
    "text" text NOT NULL,
    "summary" text NOT NULL,
    "text_origin" text NOT NULL,
    "word_count" bigint NOT NULL,
    "authors" text[] NOT NULL,
    "categories" text[] NOT NULL,
    "image_url" text,
    "media" jsonb,
    "section" text,
    "tags" text[],
    "language" text NOT NULL,
    "language_confidence" double precision NOT NULL,
    "script" text,
    "published_at" timestamptz NOT NULL,
    "published_at_origin" text NOT NULL,
    "published_at_precision" text,
    "published_on" text,
    "updated_at" timestamptz,
    "seen_at" timestamptz NOT NULL,
    "timings" jsonb NOT NULL,
    "provenance" jsonb NOT NULL,
    "revision" bigint NOT NULL,
    "group_id" text NOT NULL,
    "change" text,
    "changed" text[],
    "entities" jsonb NOT NULL,
    "entities_status" text NOT NULL,
    "model" text,
    "id" text NOT NULL,
    "schema" text,
    "enriched_at" timestamptz,
    "retraction_reason" text,
    PRIMARY KEY ("id")
);
CREATE INDEX IF NOT EXISTS "enriched_articles_published_at" ON "enriched_articles" ("published_at");
CREATE INDEX IF NOT EXISTS "enriched_articles_seen_at" ON "enriched_articles" ("seen_at");
CREATE INDEX IF NOT EXISTS "enriched_articles_nested" ON "enriched_articles" USING gin ("source", "media", "timings", "provenance", "entities");
CREATE INDEX IF NOT EXISTS "enriched_articles_words" ON "enriched_articles" USING gin (to_tsvector('simple', left(coalesce("title", ''), 100000) || ' ' || left(coalesce("text", ''), 100000) || ' ' || left(coalesce("summary", ''), 100000)));
COMMENT ON TABLE "enriched_articles" IS 'What readers subscribe to. Of two records of one article, the one with the greater (revision, enriched_at) counts; a retraction counts after all others of its revision.';
COMMENT ON COLUMN "enriched_articles"."article_id" IS 'Of the canonical URL, else the GUID, else the content; of the entry, if its link is a home page''s or several entries''. Also of the script, if it is not Latin. Behind the deduper, an entry keeps the one that it was given first.';
COMMENT ON COLUMN "enriched_articles"."fingerprint" IS 'Of the words of the text, without case or punctuation.';
COMMENT ON COLUMN "enriched_articles"."url" IS 'Where it is read, as the feed links to it; null for documents without one.';
COMMENT ON COLUMN "enriched_articles"."canonical_url" IS 'The same address without what tracks readers, as the page gives it if it does; of all copies of an address one.';
COMMENT ON COLUMN "enriched_articles"."feed_url" IS 'The feed that offered it; null for documents.';
COMMENT ON COLUMN "enriched_articles"."source" IS 'Who published it.';
COMMENT ON COLUMN "enriched_articles"."title" IS 'The headline; plain text, one line.';
COMMENT ON COLUMN "enriched_articles"."text" IS 'The whole text that was found; plain, an empty line between paragraphs.';
COMMENT ON COLUMN "enriched_articles"."summary" IS 'The publisher''s teaser; plain text, often empty.';
COMMENT ON COLUMN "enriched_articles"."text_origin" IS 'Where the text is from; of a feed it is often the teaser only.';
COMMENT ON COLUMN "enriched_articles"."word_count" IS 'Words between spaces; estimated in scripts without spaces (Chinese, Thai, …).';
COMMENT ON COLUMN "enriched_articles"."authors" IS 'Names of people and agencies, cleaned.';
COMMENT ON COLUMN "enriched_articles"."categories" IS 'The publisher''s own, cleaned.';
COMMENT ON COLUMN "enriched_articles"."image_url" IS 'Its picture; not fetched by newsmill.';
COMMENT ON COLUMN "enriched_articles"."media" IS 'What its feed has beside the text, with captions and credits.';
COMMENT ON COLUMN "enriched_articles"."section" IS 'The subscriber''s own grouping of the feed.';
COMMENT ON COLUMN "enriched_articles"."tags" IS 'The subscriber''s own keywords for the feed.';
COMMENT ON COLUMN "enriched_articles"."language" IS 'BCP 47; “und” when unknown.';
COMMENT ON COLUMN "enriched_articles"."language_confidence" IS 'How sure the language is.';
COMMENT ON COLUMN "enriched_articles"."script" IS 'ISO 15924: what most letters of title and text are in. “Hani” is all of Chinese and Japanese, “Zyyy” no letters, “Zzzz” letters that newsmill does not know.';
COMMENT ON COLUMN "enriched_articles"."published_at" IS 'When it was published, as well as that is known: see origin and precision.';
COMMENT ON COLUMN "enriched_articles"."published_at_origin" IS 'Who says so; seen: nobody does, it is when newsmill first saw it.';
COMMENT ON COLUMN "enriched_articles"."published_at_precision" IS 'instant: exact; local_time: the zone is unknown, read as UTC; day and month: no more is known, read as its first moment in UTC. Null where it was not noted.';
COMMENT ON COLUMN "enriched_articles"."published_on" IS 'The day of publication as the page writes it, in its own zone, which near midnight is not the day of published_at; null where published_at is not of the page.';
COMMENT ON COLUMN "enriched_articles"."updated_at" IS 'When the publisher last changed it, if the feed or the page says so.';
COMMENT ON COLUMN "enriched_articles"."seen_at" IS 'When newsmill found it in the feed.';
COMMENT ON COLUMN "enriched_articles"."timings" IS 'When each room was done with it, as far as it has come.';
COMMENT ON COLUMN "enriched_articles"."provenance" IS 'Where and as what it was seen.';
COMMENT ON COLUMN "enriched_articles"."revision" IS 'The greater, the newer. Mostly from 1; numbers may be left out.';
COMMENT ON COLUMN "enriched_articles"."group_id" IS 'article_id of the first article of its group of copies.';
COMMENT ON COLUMN "enriched_articles"."change" IS 'new: nothing of the article was published before; revised: an earlier revision was; re_enriched: this revision was, with the entities of another model or other rules; retracted: an operator has taken the article back, and its content is gone.';
COMMENT ON COLUMN "enriched_articles"."changed" IS 'Of a revision: names of the fields that differ from the revision before. Empty where that is not known any more.';
COMMENT ON COLUMN "enriched_articles"."entities" IS 'Whom and what it names, the most salient first.';
COMMENT ON COLUMN "enriched_articles"."entities_status" IS 'ok: the whole text was read; too_long: its first part; failed: no model could; unsupported_language: there is no model of its language.';
COMMENT ON COLUMN "enriched_articles"."model" IS 'Name and version of the model that was used, and the version of our rules.';
COMMENT ON COLUMN "enriched_articles"."id" IS 'Of this record, also in the header ce_id: article_id.revision, and a digest of the content. Equal ids mean equal content, but for when newsmill saw and made it.';
COMMENT ON COLUMN "enriched_articles"."schema" IS 'What kind of record it is: the topic it was made for, and its schema''s name.';
COMMENT ON COLUMN "enriched_articles"."enriched_at" IS 'When it became this record: the enricher was done, or it was taken back.';
COMMENT ON COLUMN "enriched_articles"."retraction_reason" IS 'Why an operator has taken it back, if it is and he says so.';
-- One index of the elements of all lists, as for persons @> ARRAY['Marguerite Okonjo']. With it,
-- PostgreSQL refuses a row with an element of more than 2 700 bytes:
-- CREATE INDEX IF NOT EXISTS "enriched_articles_lists" ON "enriched_articles" USING gin ("authors", "categories", "tags", "changed");
