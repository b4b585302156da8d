-- One look-up for each word typed: the code of hub and openness is the beginning of every word, instead of a word of
-- its own that is in half of all deliveries and was met with each answer. Parts of phone numbers are words too (each
-- end of a number), found by their beginnings instead of by rows of three digits that are everywhere. Only references
-- keep such rows, for when nothing else is found. Words come folded and apart: all that is not ASCII is part of one.

DROP TABLE search_words;
DROP TABLE search_parts;
DELETE FROM search_doc;
CREATE VIRTUAL TABLE search_words USING fts5 (
    words,
    content = '', contentless_delete = 1, detail = none,
    tokenize = 'ascii', prefix = '5 6 7 8 9'
);
CREATE VIRTUAL TABLE search_phones USING fts5 (
    phones,
    content = '', contentless_delete = 1, detail = none,
    tokenize = 'ascii', prefix = '6 7 8'
);
CREATE VIRTUAL TABLE search_parts USING fts5 (
    place, reference,
    content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 0'
);
ALTER TABLE search_doc RENAME COLUMN parts_hash TO phones_hash;
-- What is here already is indexed anew while people work.
INSERT INTO meta (name, value)
SELECT 'search.built', x'0000000000000000' WHERE EXISTS (SELECT 1 FROM delivery)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;
