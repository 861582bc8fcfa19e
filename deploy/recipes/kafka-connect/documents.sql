-- The table of documents.properties, with columns that PostgreSQL takes out of each record itself.
CREATE TABLE documents (
    article_id text PRIMARY KEY,
    record jsonb NOT NULL,
    revision bigint GENERATED ALWAYS AS ((record ->> 'revision')::bigint) STORED,
    title text GENERATED ALWAYS AS (record ->> 'title') STORED,
    language text GENERATED ALWAYS AS (record ->> 'language') STORED,
    host text GENERATED ALWAYS AS (record -> 'source' ->> 'host') STORED
);
CREATE INDEX ON documents USING gin ((record -> 'entities'));

-- Of two versions of an article the older may come last, after a replay or a reset of offsets: it
-- changes nothing.
CREATE FUNCTION keep_the_newer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ((NEW.record ->> 'revision')::bigint, (NEW.record ->> 'enriched_at')::timestamptz)
        < ((OLD.record ->> 'revision')::bigint, (OLD.record ->> 'enriched_at')::timestamptz) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_the_newer BEFORE UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION keep_the_newer();
