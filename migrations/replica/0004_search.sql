-- Search as you type: whole and half words over folded text (Arabic letter variants, harakat and digits unified by
-- the domain's `fold`), and any part of a phone number or reference by trigrams. Both indexes keep no copy of the
-- text; `doc` ties them to a delivery, and the hashes say whether its
-- words changed.

CREATE TABLE search_doc (
    doc INTEGER PRIMARY KEY NOT NULL,
    delivery_id BLOB NOT NULL,
    hub_id BLOB NOT NULL,
    -- Hits are ranked by it without looking at the delivery.
    due_at INTEGER,
    words_hash INTEGER NOT NULL,
    parts_hash INTEGER NOT NULL
);
CREATE INDEX search_doc_delivery ON search_doc (delivery_id);

-- `place` is one word for the hub and whether the delivery is open, so that open work is found first and cheaply.
CREATE VIRTUAL TABLE search_words USING fts5 (
    place, reference, name, address, merchant,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3'
);
CREATE VIRTUAL TABLE search_parts USING fts5 (
    place, reference, phone,
    content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 0'
);
