-- Frozen with its migration: what is listed and searched, views that people save, and failures of badges.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE TABLE cs.build_listing (
    build_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    position SMALLINT NOT NULL,
    build_number TEXT NOT NULL,
    po_number TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    project_name TEXT,
    want_date DATE NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    rank SMALLINT NOT NULL,
    search TEXT NOT NULL,
    CONSTRAINT build_listing_pkey PRIMARY KEY (build_id),
    CONSTRAINT build_listing_language_check CHECK (language IN ('EN', 'FR', 'ES')),
    CONSTRAINT build_listing_status_check CHECK (status IN ('ORDER_CREATED', 'SINK_BODY_EXTERNAL_PRODUCTION', 'READY_FOR_PRE_QC', 'PRE_QC_REJECTED', 'READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'ON_HOLD_PARTS', 'TESTING_COMPLETE', 'PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'FINAL_QC_REJECTED', 'READY_FOR_SHIP', 'SHIPPED', 'CANCELLED')),
    CONSTRAINT build_listing_order_id_position_key UNIQUE (order_id, position),
    CONSTRAINT build_listing_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT build_listing_order_id_fkey FOREIGN KEY(order_id) REFERENCES cs.customer_order (id)
);
INSERT INTO cs.build_listing (build_id, order_id, position, build_number, po_number, customer_name, project_name, want_date,
                              language, status, rank, search)
SELECT b.id, b.order_id, b.position, b.build_number, o.po_number, o.customer_name, o.project_name, o.want_date, o.language,
       b.status,
       array_position(ARRAY['ORDER_CREATED', 'SINK_BODY_EXTERNAL_PRODUCTION', 'READY_FOR_PRE_QC', 'PRE_QC_REJECTED',
                            'READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'ON_HOLD_PARTS', 'TESTING_COMPLETE',
                            'PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'FINAL_QC_REJECTED', 'READY_FOR_SHIP', 'SHIPPED',
                            'CANCELLED'], b.status),
       upper(regexp_replace(normalize(concat_ws(' ', '', b.build_number, o.po_number, o.customer_name, o.project_name), NFD),
                            U&'[\0300-\036F]', '', 'g'))
  FROM cs.build b JOIN cs.customer_order o ON o.id = b.order_id
 ORDER BY b.id;
CREATE INDEX build_listing_build_number_idx ON cs.build_listing (upper(build_number));
CREATE INDEX build_listing_customer_name_idx ON cs.build_listing (upper(customer_name), order_id, position);
CREATE INDEX build_listing_due_idx ON cs.build_listing (want_date, order_id, position) WHERE rank < 13;
CREATE INDEX build_listing_newest_idx ON cs.build_listing (order_id DESC, position);
CREATE INDEX build_listing_po_number_idx ON cs.build_listing (upper(po_number), order_id, position);
CREATE INDEX build_listing_rank_idx ON cs.build_listing (rank, want_date, order_id, position);
CREATE INDEX build_listing_search_idx ON cs.build_listing USING gin (search public.gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX build_listing_want_date_idx ON cs.build_listing (want_date, order_id, position);
COMMENT ON TABLE cs.build_listing IS 'Derived by trigger from builds and orders, so that a million of them is searched and sorted by indexes';
COMMENT ON COLUMN cs.build_listing.build_id IS 'Build';
COMMENT ON COLUMN cs.build_listing.order_id IS 'Its order';
COMMENT ON COLUMN cs.build_listing.position IS '1 to 10 within the order';
COMMENT ON COLUMN cs.build_listing.build_number IS 'As on the build';
COMMENT ON COLUMN cs.build_listing.po_number IS 'As on the order';
COMMENT ON COLUMN cs.build_listing.customer_name IS 'As on the order';
COMMENT ON COLUMN cs.build_listing.project_name IS 'As on the order';
COMMENT ON COLUMN cs.build_listing.want_date IS 'As on the order';
COMMENT ON COLUMN cs.build_listing.language IS 'As on the order';
COMMENT ON COLUMN cs.build_listing.status IS 'As on the build';
COMMENT ON COLUMN cs.build_listing.rank IS 'Place of the status in the life of a build, for sorting';
COMMENT ON COLUMN cs.build_listing.search IS 'Build number, PO number, customer and project in their search form, a blank before each';
CREATE TABLE cs.saved_view (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person_id BIGINT NOT NULL,
    screen TEXT NOT NULL,
    name TEXT NOT NULL,
    filter JSONB NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT saved_view_pkey PRIMARY KEY (id),
    CONSTRAINT saved_view_screen_length_check CHECK (char_length(btrim(screen)) >= 1 AND char_length(screen) <= 60),
    CONSTRAINT saved_view_name_length_check CHECK (char_length(btrim(name)) >= 1 AND char_length(name) <= 100),
    CONSTRAINT saved_view_filter_size_check CHECK (octet_length(filter::text) <= 20000),
    CONSTRAINT saved_view_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id),
    CONSTRAINT saved_view_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX saved_view_created_by_idx ON cs.saved_view (created_by);
CREATE UNIQUE INDEX saved_view_name_key ON cs.saved_view (person_id, screen, upper(name));
COMMENT ON TABLE cs.saved_view IS 'Views of lists that a person saved; read and changed by that person only';
COMMENT ON COLUMN cs.saved_view.id IS 'Surrogate key';
COMMENT ON COLUMN cs.saved_view.person_id IS 'Whose';
COMMENT ON COLUMN cs.saved_view.screen IS 'Screen of the client that it belongs to';
COMMENT ON COLUMN cs.saved_view.name IS 'What the person calls it';
COMMENT ON COLUMN cs.saved_view.filter IS 'What is shown and in which order, as the screen writes it';
COMMENT ON COLUMN cs.saved_view.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.saved_view.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.saved_view.created_by IS 'Person who made the row; null for the server itself';
ALTER TABLE cs.person_badge ADD COLUMN failures SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE cs.person_badge ADD COLUMN failed_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE cs.person_badge ADD COLUMN locked_until TIMESTAMP WITH TIME ZONE;
COMMENT ON COLUMN cs.person_badge.failures IS 'Times in a row that it did not open the screen';
COMMENT ON COLUMN cs.person_badge.failed_at IS 'When it last did not';
COMMENT ON COLUMN cs.person_badge.locked_until IS 'End of its lockout; signing in is not touched by it';
