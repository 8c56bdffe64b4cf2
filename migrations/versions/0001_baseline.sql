-- Tables of the first release. Frozen: later changes are migrations of their own.

CREATE TABLE cs_audit.log (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    table_name TEXT NOT NULL,
    record TEXT NOT NULL,
    action TEXT NOT NULL,
    level TEXT NOT NULL,
    login TEXT NOT NULL,
    station TEXT NOT NULL,
    client INET,
    command_id UUID,
    reason TEXT,
    transaction xid8 NOT NULL,
    old_row JSONB,
    new_row JSONB,
    hash BYTEA NOT NULL,
    CONSTRAINT log_pkey PRIMARY KEY (id, at),
    CONSTRAINT log_action_check CHECK (action IN ('INSERT', 'UPDATE', 'DELETE')),
    CONSTRAINT log_level_check CHECK (level IN ('HIGH', 'NORMAL'))
)
 PARTITION BY RANGE (at);
CREATE INDEX log_record_idx ON cs_audit.log (table_name, record, id);
CREATE INDEX log_at_idx ON cs_audit.log USING brin (at);
COMMENT ON TABLE cs_audit.log IS 'Every change of every business row; append-only, in monthly partitions';
COMMENT ON COLUMN cs_audit.log.id IS 'Order of arrival, not of commit';
COMMENT ON COLUMN cs_audit.log.at IS 'Server time of the change';
COMMENT ON COLUMN cs_audit.log.table_name IS 'Changed table';
COMMENT ON COLUMN cs_audit.log.record IS 'Key of the changed row within its table';
COMMENT ON COLUMN cs_audit.log.action IS 'INSERT, UPDATE or DELETE';
COMMENT ON COLUMN cs_audit.log.level IS 'HIGH for orders, BOMs, inspections and people; NORMAL otherwise';
COMMENT ON COLUMN cs_audit.log.login IS 'session_user of the change';
COMMENT ON COLUMN cs_audit.log.station IS 'Where, as the client says';
COMMENT ON COLUMN cs_audit.log.client IS 'Address the connection came from';
COMMENT ON COLUMN cs_audit.log.command_id IS 'Command of the client; null for a change made past it';
COMMENT ON COLUMN cs_audit.log.reason IS 'Why, when one was given';
COMMENT ON COLUMN cs_audit.log.transaction IS 'Transaction of the change';
COMMENT ON COLUMN cs_audit.log.old_row IS 'Row before';
COMMENT ON COLUMN cs_audit.log.new_row IS 'Row after';
COMMENT ON COLUMN cs_audit.log.hash IS 'SHA-256 of this row''s canonical text';
CREATE TABLE cs_audit.seal (
    id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    open_since TIMESTAMP WITH TIME ZONE NOT NULL,
    row_count INTEGER NOT NULL,
    root BYTEA NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT seal_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE cs_audit.seal IS 'Seals over batches of audit rows, chained by hash; append-only';
COMMENT ON COLUMN cs_audit.seal.id IS '1, 2, … without a gap';
COMMENT ON COLUMN cs_audit.seal.at IS 'When it was made';
COMMENT ON COLUMN cs_audit.seal.open_since IS 'Rows written before it are all sealed; the next search begins here';
COMMENT ON COLUMN cs_audit.seal.row_count IS 'Rows that it covers';
COMMENT ON COLUMN cs_audit.seal.root IS 'Merkle root over the covered rows';
COMMENT ON COLUMN cs_audit.seal.previous_hash IS 'Hash of the seal before';
COMMENT ON COLUMN cs_audit.seal.hash IS 'Hash of this seal; printed on signed sheets as an anchor';
CREATE TABLE cs_audit.security_event (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    login TEXT NOT NULL,
    station TEXT DEFAULT '' NOT NULL,
    client INET,
    sqlstate TEXT,
    detail TEXT NOT NULL,
    backend_pid INTEGER,
    source TEXT NOT NULL,
    CONSTRAINT security_event_pkey PRIMARY KEY (id),
    CONSTRAINT security_event_severity_check CHECK (severity IN ('INFO', 'WARNING', 'ALARM')),
    CONSTRAINT security_event_source_check CHECK (source IN ('CLIENT', 'SERVER_LOG', 'FUNCTION'))
);
CREATE INDEX security_event_login_idx ON cs_audit.security_event (login, at);
CREATE INDEX security_event_at_idx ON cs_audit.security_event (at);
COMMENT ON TABLE cs_audit.security_event IS 'Refusals, failed sign-ins, lockouts and alarms; append-only';
COMMENT ON COLUMN cs_audit.security_event.id IS 'Surrogate key';
COMMENT ON COLUMN cs_audit.security_event.at IS 'When';
COMMENT ON COLUMN cs_audit.security_event.kind IS 'SIGN_IN_FAILED, LOCKED_OUT, UNLOCKED, REFUSED, BREAK_GLASS_USED, PASSWORD_PAST_FUNCTIONS, …';
COMMENT ON COLUMN cs_audit.security_event.severity IS 'INFO, WARNING or ALARM';
COMMENT ON COLUMN cs_audit.security_event.login IS 'Whose session, as far as known';
COMMENT ON COLUMN cs_audit.security_event.station IS 'Where, as far as known';
COMMENT ON COLUMN cs_audit.security_event.client IS 'Address';
COMMENT ON COLUMN cs_audit.security_event.sqlstate IS 'Error code of a refusal';
COMMENT ON COLUMN cs_audit.security_event.detail IS 'What was refused or happened';
COMMENT ON COLUMN cs_audit.security_event.backend_pid IS 'Server process, to tell one refusal reported twice';
COMMENT ON COLUMN cs_audit.security_event.source IS 'CLIENT, SERVER_LOG or FUNCTION';
CREATE TABLE cs.change_feed (
    transaction xid8 NOT NULL,
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    table_name TEXT NOT NULL,
    record TEXT NOT NULL,
    record_version INTEGER,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT change_feed_pkey PRIMARY KEY (transaction, id)
);
CREATE INDEX change_feed_at_idx ON cs.change_feed USING brin (at);
COMMENT ON TABLE cs.change_feed IS 'What changed, without contents, for stations that catch up; cleaned up after some days';
COMMENT ON COLUMN cs.change_feed.transaction IS 'Feed is read in this order';
COMMENT ON COLUMN cs.change_feed.id IS 'Order of arrival within it';
COMMENT ON COLUMN cs.change_feed.table_name IS 'Changed table';
COMMENT ON COLUMN cs.change_feed.record IS 'Key of the changed row';
COMMENT ON COLUMN cs.change_feed.record_version IS 'Its version, when it has one';
COMMENT ON COLUMN cs.change_feed.at IS 'When';
CREATE TABLE cs.category (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT 'ACTIVE' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT category_pkey PRIMARY KEY (code),
    CONSTRAINT category_state_check CHECK (state IN ('ACTIVE', 'WITHDRAWN'))
);
COMMENT ON TABLE cs.category IS 'Top level of the catalogue';
COMMENT ON COLUMN cs.category.code IS 'Category number such as 719';
COMMENT ON COLUMN cs.category.name IS 'Name';
COMMENT ON COLUMN cs.category.description IS 'What it holds, as exported';
COMMENT ON COLUMN cs.category.state IS 'ACTIVE, or WITHDRAWN when an import no longer holds it';
COMMENT ON COLUMN cs.category.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.item (
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT DEFAULT 'ACTIVE' NOT NULL,
    category_code TEXT,
    subcategory_code TEXT,
    can_order BOOLEAN DEFAULT false NOT NULL,
    is_kit BOOLEAN DEFAULT false NOT NULL,
    manufacturer TEXT,
    manufacturer_number TEXT,
    state TEXT DEFAULT 'ACTIVE' NOT NULL,
    service_orderable BOOLEAN DEFAULT false NOT NULL,
    service_switched BOOLEAN DEFAULT false NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT item_pkey PRIMARY KEY (number),
    CONSTRAINT item_kind_check CHECK (kind IN ('assembly', 'part')),
    CONSTRAINT item_state_check CHECK (state IN ('ACTIVE', 'WITHDRAWN')),
    CONSTRAINT item_number_length_check CHECK (char_length(btrim(number)) >= 1 AND char_length(number) <= 120)
);
CREATE INDEX item_subcategory_code_idx ON cs.item (subcategory_code);
COMMENT ON TABLE cs.item IS 'Assemblies and parts';
COMMENT ON COLUMN cs.item.number IS 'Part or assembly number of the company';
COMMENT ON COLUMN cs.item.kind IS 'assembly or part';
COMMENT ON COLUMN cs.item.name IS 'Name in the catalogue';
COMMENT ON COLUMN cs.item.type IS 'Type as exported: KIT, SIMPLE, SERVICE_PART, COMPLEX, COMPONENT';
COMMENT ON COLUMN cs.item.status IS 'Status, as exported';
COMMENT ON COLUMN cs.item.category_code IS 'Category, as exported';
COMMENT ON COLUMN cs.item.subcategory_code IS 'Subcategory, as exported';
COMMENT ON COLUMN cs.item.can_order IS 'As exported';
COMMENT ON COLUMN cs.item.is_kit IS 'As exported';
COMMENT ON COLUMN cs.item.manufacturer IS 'Manufacturer, as exported';
COMMENT ON COLUMN cs.item.manufacturer_number IS 'The manufacturer''s own number';
COMMENT ON COLUMN cs.item.state IS 'ACTIVE, or WITHDRAWN when an import no longer holds it';
COMMENT ON COLUMN cs.item.service_orderable IS 'The service department may order it; set by the import''s rule, switched by the admin';
COMMENT ON COLUMN cs.item.service_switched IS 'The admin decided, imports keep it';
COMMENT ON COLUMN cs.item.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.notification_read (
    notification_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT notification_read_pkey PRIMARY KEY (notification_id, person_id)
);
COMMENT ON TABLE cs.notification_read IS 'Who has read which notice';
COMMENT ON COLUMN cs.notification_read.notification_id IS 'Notice';
COMMENT ON COLUMN cs.notification_read.person_id IS 'Reader';
COMMENT ON COLUMN cs.notification_read.at IS 'When it was read';
CREATE TABLE cs.mail_outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT DEFAULT 'WAITING' NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    next_try_at TIMESTAMP WITH TIME ZONE,
    last_error TEXT,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT mail_outbox_pkey PRIMARY KEY (id),
    CONSTRAINT mail_outbox_state_check CHECK (state IN ('WAITING', 'SENT', 'FAILED'))
);
CREATE INDEX mail_outbox_waiting_idx ON cs.mail_outbox (next_try_at) WHERE state = 'WAITING';
COMMENT ON TABLE cs.mail_outbox IS 'Mail that the server''s own jobs send';
COMMENT ON COLUMN cs.mail_outbox.id IS 'Surrogate key';
COMMENT ON COLUMN cs.mail_outbox.recipient IS 'Address';
COMMENT ON COLUMN cs.mail_outbox.subject IS 'Subject';
COMMENT ON COLUMN cs.mail_outbox.body IS 'Text';
COMMENT ON COLUMN cs.mail_outbox.state IS 'WAITING, SENT or FAILED';
COMMENT ON COLUMN cs.mail_outbox.attempts IS 'Tries so far';
COMMENT ON COLUMN cs.mail_outbox.next_try_at IS 'Not before';
COMMENT ON COLUMN cs.mail_outbox.last_error IS 'What the mail server said';
COMMENT ON COLUMN cs.mail_outbox.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.mail_outbox.created_at IS 'When';
CREATE TABLE cs.workflow_transition (
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    role TEXT NOT NULL,
    guard TEXT NOT NULL,
    CONSTRAINT workflow_transition_pkey PRIMARY KEY (from_status, to_status, role)
);
COMMENT ON TABLE cs.workflow_transition IS 'The moves of DOMAIN §3 as rows';
COMMENT ON COLUMN cs.workflow_transition.from_status IS 'Status before';
COMMENT ON COLUMN cs.workflow_transition.to_status IS 'Status after';
COMMENT ON COLUMN cs.workflow_transition.role IS 'Database group that may make the move';
COMMENT ON COLUMN cs.workflow_transition.guard IS 'Name of the guard that must hold; see cs.find_open_guard';
CREATE TABLE cs.person (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    login TEXT NOT NULL,
    full_name TEXT NOT NULL,
    initials TEXT NOT NULL,
    state TEXT DEFAULT 'ACTIVE' NOT NULL,
    language TEXT DEFAULT 'EN' NOT NULL,
    email TEXT,
    must_change_password BOOLEAN DEFAULT true NOT NULL,
    break_glass BOOLEAN DEFAULT false NOT NULL,
    locked_until TIMESTAMP WITH TIME ZONE,
    password_set_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT person_pkey PRIMARY KEY (id),
    CONSTRAINT person_state_check CHECK (state IN ('ACTIVE', 'DISABLED')),
    CONSTRAINT person_language_check CHECK (language IN ('EN', 'FR', 'ES')),
    CONSTRAINT person_full_name_length_check CHECK (char_length(btrim(full_name)) >= 2 AND char_length(full_name) <= 200),
    CONSTRAINT person_initials_length_check CHECK (char_length(btrim(initials)) >= 2 AND char_length(initials) <= 5),
    CONSTRAINT person_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE UNIQUE INDEX person_login_key ON cs.person (login);
CREATE INDEX person_created_by_idx ON cs.person (created_by);
CREATE UNIQUE INDEX person_initials_key ON cs.person (upper(initials));
COMMENT ON TABLE cs.person IS 'A person of the plant; one login role each, never deleted';
COMMENT ON COLUMN cs.person.id IS 'Surrogate key';
COMMENT ON COLUMN cs.person.login IS 'Name of the PostgreSQL login role; the identity is always session_user';
COMMENT ON COLUMN cs.person.full_name IS 'Printed name on sheets and signatures';
COMMENT ON COLUMN cs.person.initials IS 'Unique initials that stand on the sheets';
COMMENT ON COLUMN cs.person.state IS 'ACTIVE may sign in; DISABLED may not, and stays for the history';
COMMENT ON COLUMN cs.person.language IS 'Language of the client for this person';
COMMENT ON COLUMN cs.person.email IS 'Where notices go when the outbox is on';
COMMENT ON COLUMN cs.person.must_change_password IS 'True until the one-time password was replaced; no business role is held before';
COMMENT ON COLUMN cs.person.break_glass IS 'The sealed emergency admin: exempt from lockout, each use alarms';
COMMENT ON COLUMN cs.person.locked_until IS 'End of a lockout after repeated failures; null when not locked';
COMMENT ON COLUMN cs.person.password_set_at IS 'When a people function last set the password';
COMMENT ON COLUMN cs.person.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.person.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.person.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs_adm.sign_in_attempt (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    login TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    succeeded BOOLEAN NOT NULL,
    client INET,
    CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_in_attempt_login_at_idx ON cs_adm.sign_in_attempt (login, at);
COMMENT ON TABLE cs_adm.sign_in_attempt IS 'Sign-in attempts read from the server''s log; psql counts like the client';
COMMENT ON COLUMN cs_adm.sign_in_attempt.id IS 'Surrogate key';
COMMENT ON COLUMN cs_adm.sign_in_attempt.login IS 'Login name as it was sent; it need not exist';
COMMENT ON COLUMN cs_adm.sign_in_attempt.at IS 'When the server logged it';
COMMENT ON COLUMN cs_adm.sign_in_attempt.succeeded IS 'False counts towards the lockout';
COMMENT ON COLUMN cs_adm.sign_in_attempt.client IS 'Address it came from';
CREATE TABLE cs_adm.log_position (
    file_name TEXT NOT NULL,
    position BIGINT NOT NULL,
    head_length INTEGER NOT NULL,
    head_sha256 BYTEA NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT log_position_pkey PRIMARY KEY (file_name)
);
COMMENT ON TABLE cs_adm.log_position IS 'How far the server''s log was read, so that nothing is counted twice or missed';
COMMENT ON COLUMN cs_adm.log_position.file_name IS 'Server log file';
COMMENT ON COLUMN cs_adm.log_position.position IS 'Bytes read so far';
COMMENT ON COLUMN cs_adm.log_position.head_length IS 'How many first bytes tell this file from its successor';
COMMENT ON COLUMN cs_adm.log_position.head_sha256 IS 'Digest of those bytes; a reused name has other ones';
COMMENT ON COLUMN cs_adm.log_position.read_at IS 'When it was last read';
CREATE TABLE cs_adm.matched_refusal (
    event_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT matched_refusal_pkey PRIMARY KEY (event_id)
);
CREATE INDEX matched_refusal_at_idx ON cs_adm.matched_refusal (at);
COMMENT ON TABLE cs_adm.matched_refusal IS 'Refusals that both the client and the server''s log have told: each twin is dropped once';
COMMENT ON COLUMN cs_adm.matched_refusal.event_id IS 'Security event';
COMMENT ON COLUMN cs_adm.matched_refusal.at IS 'When its twin came';
CREATE TABLE cs.flag (
    name TEXT NOT NULL,
    enabled BOOLEAN DEFAULT false NOT NULL,
    meaning TEXT NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT flag_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE cs.flag IS 'Feature flags';
COMMENT ON COLUMN cs.flag.name IS 'Feature';
COMMENT ON COLUMN cs.flag.enabled IS 'On or off';
COMMENT ON COLUMN cs.flag.meaning IS 'What it switches';
COMMENT ON COLUMN cs.flag.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.setting (
    name TEXT NOT NULL,
    value JSONB NOT NULL,
    meaning TEXT NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT setting_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE cs.setting IS 'Settings of the plant, such as its zone and the environment''s mark';
COMMENT ON COLUMN cs.setting.name IS 'Setting';
COMMENT ON COLUMN cs.setting.value IS 'Value';
COMMENT ON COLUMN cs.setting.meaning IS 'What it does';
COMMENT ON COLUMN cs.setting.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs_audit.seal_member (
    log_id BIGINT NOT NULL,
    seal_id BIGINT NOT NULL,
    CONSTRAINT seal_member_pkey PRIMARY KEY (log_id),
    CONSTRAINT seal_member_seal_id_fkey FOREIGN KEY(seal_id) REFERENCES cs_audit.seal (id)
);
CREATE INDEX seal_member_seal_idx ON cs_audit.seal_member (seal_id, log_id);
COMMENT ON TABLE cs_audit.seal_member IS 'Which audit row is under which seal; membership survives dump and restore, transaction ids do not';
COMMENT ON COLUMN cs_audit.seal_member.log_id IS 'Sealed audit row';
COMMENT ON COLUMN cs_audit.seal_member.seal_id IS 'Seal that covers it';
CREATE TABLE cs.subcategory (
    code TEXT NOT NULL,
    category_code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    listed TEXT[] DEFAULT '{}' NOT NULL,
    state TEXT DEFAULT 'ACTIVE' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT subcategory_pkey PRIMARY KEY (code),
    CONSTRAINT subcategory_state_check CHECK (state IN ('ACTIVE', 'WITHDRAWN')),
    CONSTRAINT subcategory_category_code_fkey FOREIGN KEY(category_code) REFERENCES cs.category (code)
);
CREATE INDEX subcategory_category_code_idx ON cs.subcategory (category_code);
COMMENT ON TABLE cs.subcategory IS 'Second level of the catalogue';
COMMENT ON COLUMN cs.subcategory.code IS 'Subcategory number such as 719.016';
COMMENT ON COLUMN cs.subcategory.category_code IS 'Category';
COMMENT ON COLUMN cs.subcategory.name IS 'Name';
COMMENT ON COLUMN cs.subcategory.description IS 'What it holds, as exported';
COMMENT ON COLUMN cs.subcategory.listed IS 'Item numbers that it lists, in the order of the list; an item itself may say another subcategory';
COMMENT ON COLUMN cs.subcategory.state IS 'ACTIVE, or WITHDRAWN when an import no longer holds it';
COMMENT ON COLUMN cs.subcategory.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.item_component (
    parent_number TEXT NOT NULL,
    position INTEGER NOT NULL,
    component_number TEXT NOT NULL,
    quantity NUMERIC NOT NULL,
    note TEXT,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT item_component_pkey PRIMARY KEY (parent_number, position),
    CONSTRAINT item_component_quantity_check CHECK (quantity > 0 AND quantity = trunc(quantity)),
    CONSTRAINT item_component_parent_number_fkey FOREIGN KEY(parent_number) REFERENCES cs.item (number),
    CONSTRAINT item_component_component_number_fkey FOREIGN KEY(component_number) REFERENCES cs.item (number)
);
CREATE INDEX item_component_component_number_idx ON cs.item_component (component_number);
COMMENT ON TABLE cs.item_component IS 'What an assembly is made of, one level';
COMMENT ON COLUMN cs.item_component.parent_number IS 'Assembly';
COMMENT ON COLUMN cs.item_component.position IS 'Order within the assembly, from 1';
COMMENT ON COLUMN cs.item_component.component_number IS 'Component';
COMMENT ON COLUMN cs.item_component.quantity IS 'Pieces per parent';
COMMENT ON COLUMN cs.item_component.note IS 'Note, as exported';
COMMENT ON COLUMN cs.item_component.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.item_alias (
    alias TEXT NOT NULL,
    item_number TEXT NOT NULL,
    reason TEXT NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT item_alias_pkey PRIMARY KEY (alias),
    CONSTRAINT item_alias_item_number_fkey FOREIGN KEY(item_number) REFERENCES cs.item (number),
    CONSTRAINT item_alias_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX item_alias_created_by_idx ON cs.item_alias (created_by);
COMMENT ON TABLE cs.item_alias IS 'Other names of catalogue numbers, mapped by the admin';
COMMENT ON COLUMN cs.item_alias.alias IS 'Number that papers or rules use';
COMMENT ON COLUMN cs.item_alias.item_number IS 'Number in the catalogue';
COMMENT ON COLUMN cs.item_alias.reason IS 'Why the two are the same';
COMMENT ON COLUMN cs.item_alias.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.item_alias.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.item_alias.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.catalogue_import (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    sha256 BYTEA NOT NULL,
    findings JSONB NOT NULL,
    counts JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT catalogue_import_pkey PRIMARY KEY (id),
    CONSTRAINT catalogue_import_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX catalogue_import_created_by_idx ON cs.catalogue_import (created_by);
COMMENT ON TABLE cs.catalogue_import IS 'Imports that changed the catalogue';
COMMENT ON COLUMN cs.catalogue_import.id IS 'Surrogate key';
COMMENT ON COLUMN cs.catalogue_import.sha256 IS 'Digest of the catalogue that was imported';
COMMENT ON COLUMN cs.catalogue_import.findings IS 'Every remark of the import, for the admin';
COMMENT ON COLUMN cs.catalogue_import.counts IS 'How many rows were added, changed, withdrawn';
COMMENT ON COLUMN cs.catalogue_import.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.catalogue_import.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.rule_set (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    family TEXT NOT NULL,
    number INTEGER NOT NULL,
    state TEXT DEFAULT 'DRAFT' NOT NULL,
    body JSONB NOT NULL,
    sha256 BYTEA NOT NULL,
    in_force_from TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT rule_set_pkey PRIMARY KEY (id),
    CONSTRAINT rule_set_state_check CHECK (state IN ('DRAFT', 'IN_FORCE', 'RETIRED')),
    CONSTRAINT rule_set_family_number_key UNIQUE (family, number),
    CONSTRAINT rule_set_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX rule_set_created_by_idx ON cs.rule_set (created_by);
CREATE UNIQUE INDEX rule_set_in_force_key ON cs.rule_set (family) WHERE state = 'IN_FORCE';
COMMENT ON TABLE cs.rule_set IS 'Configuration rules as versions; a build keeps the one it was judged by';
COMMENT ON COLUMN cs.rule_set.id IS 'Surrogate key';
COMMENT ON COLUMN cs.rule_set.family IS 'Product family';
COMMENT ON COLUMN cs.rule_set.number IS 'Version of the family''s rules, from 1';
COMMENT ON COLUMN cs.rule_set.state IS 'DRAFT, IN_FORCE or RETIRED';
COMMENT ON COLUMN cs.rule_set.body IS 'The rules as data';
COMMENT ON COLUMN cs.rule_set.sha256 IS 'Digest of the body''s canonical text';
COMMENT ON COLUMN cs.rule_set.in_force_from IS 'When it came into force';
COMMENT ON COLUMN cs.rule_set.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.rule_set.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.rule_set.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.print_record (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    document_kind TEXT NOT NULL,
    record TEXT NOT NULL,
    copy_number INTEGER NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    station TEXT DEFAULT '' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT print_record_pkey PRIMARY KEY (id),
    CONSTRAINT print_record_document_kind_check CHECK (document_kind IN ('QC_SHEET', 'BOM', 'TRAVELER', 'LABEL', 'PACKING_LIST', 'DHR', 'PICK_LIST', 'AUDIT_EXTRACT')),
    CONSTRAINT print_record_record_length_check CHECK (char_length(btrim(record)) >= 1 AND char_length(record) <= 200),
    CONSTRAINT print_record_reason_length_check CHECK (char_length(reason) BETWEEN 0 AND 2000),
    CONSTRAINT print_record_station_length_check CHECK (char_length(station) BETWEEN 0 AND 63),
    CONSTRAINT print_record_reason_needed_check CHECK (copy_number = 1 OR char_length(btrim(reason)) >= 3),
    CONSTRAINT print_record_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE UNIQUE INDEX print_record_record_key ON cs.print_record (document_kind, record, copy_number);
CREATE INDEX print_record_created_by_idx ON cs.print_record (created_by);
COMMENT ON TABLE cs.print_record IS 'Every print is counted; append-only';
COMMENT ON COLUMN cs.print_record.id IS 'Surrogate key';
COMMENT ON COLUMN cs.print_record.document_kind IS 'QC_SHEET, BOM, TRAVELER, LABEL, PACKING_LIST, DHR, PICK_LIST or AUDIT_EXTRACT';
COMMENT ON COLUMN cs.print_record.record IS 'What was printed, such as inspection:12';
COMMENT ON COLUMN cs.print_record.copy_number IS '1 for the first print; set by trigger';
COMMENT ON COLUMN cs.print_record.reason IS 'Why it was printed again';
COMMENT ON COLUMN cs.print_record.station IS 'Where';
COMMENT ON COLUMN cs.print_record.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.print_record.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.checklist_template (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    document_number TEXT NOT NULL,
    revision TEXT NOT NULL,
    state TEXT DEFAULT 'DRAFT' NOT NULL,
    body JSONB NOT NULL,
    sha256 BYTEA NOT NULL,
    in_force_from TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT checklist_template_pkey PRIMARY KEY (id),
    CONSTRAINT checklist_template_kind_check CHECK (kind IN ('PRE_PRODUCTION_CHECK', 'PRODUCTION', 'END_OF_LINE_TEST', 'PACKAGING', 'SINK_QUALITY')),
    CONSTRAINT checklist_template_state_check CHECK (state IN ('DRAFT', 'IN_FORCE', 'RETIRED')),
    CONSTRAINT checklist_template_kind_number_key UNIQUE (kind, number),
    CONSTRAINT checklist_template_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX checklist_template_created_by_idx ON cs.checklist_template (created_by);
CREATE UNIQUE INDEX checklist_template_in_force_key ON cs.checklist_template (kind) WHERE state = 'IN_FORCE';
COMMENT ON TABLE cs.checklist_template IS 'Checklist templates as versions; a build keeps the one it started with';
COMMENT ON COLUMN cs.checklist_template.id IS 'Surrogate key';
COMMENT ON COLUMN cs.checklist_template.kind IS 'Which form';
COMMENT ON COLUMN cs.checklist_template.number IS 'Version of the form''s content, from 1';
COMMENT ON COLUMN cs.checklist_template.document_number IS 'Number of the controlled document, such as CLP.T2.001';
COMMENT ON COLUMN cs.checklist_template.revision IS 'Revision of the controlled document, such as V01';
COMMENT ON COLUMN cs.checklist_template.state IS 'DRAFT, IN_FORCE or RETIRED';
COMMENT ON COLUMN cs.checklist_template.body IS 'Sections and items with their conditions and texts';
COMMENT ON COLUMN cs.checklist_template.sha256 IS 'Digest of the body''s canonical text';
COMMENT ON COLUMN cs.checklist_template.in_force_from IS 'When it came into force';
COMMENT ON COLUMN cs.checklist_template.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.checklist_template.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.checklist_template.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.instrument (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    calibration_due DATE NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT instrument_pkey PRIMARY KEY (id),
    CONSTRAINT instrument_number_length_check CHECK (char_length(btrim(number)) >= 1 AND char_length(number) <= 60),
    CONSTRAINT instrument_number_key UNIQUE (number),
    CONSTRAINT instrument_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX instrument_created_by_idx ON cs.instrument (created_by);
COMMENT ON TABLE cs.instrument IS 'Reference instruments with their calibration';
COMMENT ON COLUMN cs.instrument.id IS 'Surrogate key';
COMMENT ON COLUMN cs.instrument.number IS 'Number of the measuring instrument';
COMMENT ON COLUMN cs.instrument.name IS 'What it is';
COMMENT ON COLUMN cs.instrument.calibration_due IS 'Last day on which it may be used';
COMMENT ON COLUMN cs.instrument.retired_at IS 'When it was taken out of use';
COMMENT ON COLUMN cs.instrument.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.instrument.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.instrument.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.notification (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person_id BIGINT,
    role TEXT,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    facts JSONB DEFAULT '{}'::jsonb NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT notification_pkey PRIMARY KEY (id),
    CONSTRAINT notification_addressee_check CHECK ((person_id IS NULL) <> (role IS NULL)),
    CONSTRAINT notification_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id)
);
CREATE INDEX notification_person_id_idx ON cs.notification (person_id);
CREATE INDEX notification_role_idx ON cs.notification (role, at);
COMMENT ON TABLE cs.notification IS 'Notices of moves and alarms; append-only, written by triggers';
COMMENT ON COLUMN cs.notification.id IS 'Surrogate key';
COMMENT ON COLUMN cs.notification.person_id IS 'For one person, or';
COMMENT ON COLUMN cs.notification.role IS 'for everybody of a role';
COMMENT ON COLUMN cs.notification.kind IS 'Code of the sentence to show';
COMMENT ON COLUMN cs.notification.record IS 'What it is about, such as build:12';
COMMENT ON COLUMN cs.notification.facts IS 'Values of the sentence';
COMMENT ON COLUMN cs.notification.at IS 'When';
CREATE TABLE cs.order_draft (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    title TEXT NOT NULL,
    body JSONB NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT order_draft_pkey PRIMARY KEY (id),
    CONSTRAINT order_draft_title_length_check CHECK (char_length(title) BETWEEN 0 AND 200),
    CONSTRAINT order_draft_body_size_check CHECK (octet_length(body::text) <= 4000000),
    CONSTRAINT order_draft_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX order_draft_created_by_idx ON cs.order_draft (created_by);
COMMENT ON TABLE cs.order_draft IS 'An unfinished order, taken up again at any station by any coordinator';
COMMENT ON COLUMN cs.order_draft.id IS 'Surrogate key';
COMMENT ON COLUMN cs.order_draft.title IS 'What the list of drafts shows, usually the PO number';
COMMENT ON COLUMN cs.order_draft.body IS 'Unfinished answers of the wizard, not yet validated';
COMMENT ON COLUMN cs.order_draft.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.order_draft.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.order_draft.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.customer_order (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    po_number TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    project_name TEXT,
    sales_person TEXT NOT NULL,
    want_date DATE NOT NULL,
    notes TEXT DEFAULT '' NOT NULL,
    language TEXT DEFAULT 'EN' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT customer_order_pkey PRIMARY KEY (id),
    CONSTRAINT customer_order_language_check CHECK (language IN ('EN', 'FR', 'ES')),
    CONSTRAINT customer_order_po_number_length_check CHECK (char_length(btrim(po_number)) >= 3 AND char_length(po_number) <= 200),
    CONSTRAINT customer_order_customer_name_length_check CHECK (char_length(btrim(customer_name)) >= 3 AND char_length(customer_name) <= 200),
    CONSTRAINT customer_order_project_name_length_check CHECK (char_length(btrim(project_name)) >= 3 AND char_length(project_name) <= 200),
    CONSTRAINT customer_order_sales_person_length_check CHECK (char_length(btrim(sales_person)) >= 3 AND char_length(sales_person) <= 200),
    CONSTRAINT customer_order_notes_length_check CHECK (char_length(notes) BETWEEN 0 AND 10000),
    CONSTRAINT customer_order_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX customer_order_created_by_idx ON cs.customer_order (created_by);
CREATE INDEX customer_order_want_date_idx ON cs.customer_order (want_date);
CREATE INDEX customer_order_po_number_idx ON cs.customer_order (upper(po_number) text_pattern_ops);
CREATE UNIQUE INDEX customer_order_po_number_key ON cs.customer_order (upper(btrim(po_number)));
CREATE INDEX customer_order_customer_name_idx ON cs.customer_order (upper(customer_name) text_pattern_ops);
COMMENT ON TABLE cs.customer_order IS 'One customer purchase order of 1 to 10 builds';
COMMENT ON COLUMN cs.customer_order.id IS 'Surrogate key';
COMMENT ON COLUMN cs.customer_order.po_number IS 'Purchase order number of the customer, unique';
COMMENT ON COLUMN cs.customer_order.customer_name IS 'Customer';
COMMENT ON COLUMN cs.customer_order.project_name IS 'Project, when the customer named one';
COMMENT ON COLUMN cs.customer_order.sales_person IS 'Who sold it';
COMMENT ON COLUMN cs.customer_order.want_date IS 'Date the customer wants it';
COMMENT ON COLUMN cs.customer_order.notes IS 'Free notes';
COMMENT ON COLUMN cs.customer_order.language IS 'Language of the documents';
COMMENT ON COLUMN cs.customer_order.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.customer_order.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.customer_order.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.person_role (
    person_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    state TEXT DEFAULT 'PENDING' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT person_role_pkey PRIMARY KEY (person_id, role),
    CONSTRAINT person_role_role_check CHECK (role IN ('cs_coordinator', 'cs_procurement', 'cs_qc', 'cs_assembler', 'cs_service', 'cs_admin')),
    CONSTRAINT person_role_state_check CHECK (state IN ('PENDING', 'GRANTED')),
    CONSTRAINT person_role_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id),
    CONSTRAINT person_role_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX person_role_created_by_idx ON cs.person_role (created_by);
COMMENT ON TABLE cs.person_role IS 'Roles a person holds or will hold; kept in step with the role memberships by the people functions';
COMMENT ON COLUMN cs.person_role.person_id IS 'Who';
COMMENT ON COLUMN cs.person_role.role IS 'Database group of a business role';
COMMENT ON COLUMN cs.person_role.state IS 'PENDING until the first password change, then GRANTED';
COMMENT ON COLUMN cs.person_role.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.person_role.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.station (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    name TEXT NOT NULL,
    location TEXT DEFAULT '' NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT station_pkey PRIMARY KEY (id),
    CONSTRAINT station_name_length_check CHECK (char_length(btrim(name)) >= 1 AND char_length(name) <= 63),
    CONSTRAINT station_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX station_created_by_idx ON cs.station (created_by);
CREATE UNIQUE INDEX station_name_key ON cs.station (name);
COMMENT ON TABLE cs.station IS 'A workstation PC on the floor';
COMMENT ON COLUMN cs.station.id IS 'Surrogate key';
COMMENT ON COLUMN cs.station.name IS 'Name of the workstation PC, as it stands in the audit';
COMMENT ON COLUMN cs.station.location IS 'Where on the floor it stands';
COMMENT ON COLUMN cs.station.retired_at IS 'When it was taken away';
COMMENT ON COLUMN cs.station.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.station.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.station.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs_adm.verifier (
    person_id BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT verifier_pkey PRIMARY KEY (person_id),
    CONSTRAINT verifier_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id)
);
COMMENT ON TABLE cs_adm.verifier IS 'What the people functions set, to notice a password that was changed past them and to refuse reuse';
COMMENT ON COLUMN cs_adm.verifier.person_id IS 'Whose';
COMMENT ON COLUMN cs_adm.verifier.sha256 IS 'Hash of the SCRAM verifier that the functions set last';
COMMENT ON COLUMN cs_adm.verifier.set_at IS 'When';
CREATE TABLE cs.person_badge (
    person_id BIGINT NOT NULL,
    badge_sha256 BYTEA,
    pin_verifier BYTEA,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT person_badge_pkey PRIMARY KEY (person_id),
    CONSTRAINT person_badge_complete_check CHECK ((badge_sha256 IS NULL) = (pin_verifier IS NULL)),
    CONSTRAINT person_badge_badge_sha256_check CHECK (octet_length(badge_sha256) = 32),
    CONSTRAINT person_badge_pin_verifier_size_check CHECK (octet_length(pin_verifier) <= 500),
    CONSTRAINT person_badge_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id)
);
CREATE UNIQUE INDEX person_badge_badge_key ON cs.person_badge (badge_sha256);
COMMENT ON TABLE cs.person_badge IS 'Opens a locked screen, never a session and never a signature (DOMAIN §9); read by functions only';
COMMENT ON COLUMN cs.person_badge.person_id IS 'Whose';
COMMENT ON COLUMN cs.person_badge.badge_sha256 IS 'Digest of what the badge says; null when it was taken back';
COMMENT ON COLUMN cs.person_badge.pin_verifier IS 'Text scrypt$n$r$p$salt$hash in UTF-8; audited by hash only';
COMMENT ON COLUMN cs.person_badge.set_at IS 'When';
COMMENT ON COLUMN cs.person_badge.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.service_order (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    number TEXT NOT NULL,
    state TEXT DEFAULT 'PENDING' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    reject_reason TEXT,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT service_order_pkey PRIMARY KEY (id),
    CONSTRAINT service_order_state_check CHECK (state IN ('PENDING', 'APPROVED', 'FULFILLED', 'REJECTED')),
    CONSTRAINT service_order_note_length_check CHECK (char_length(note) BETWEEN 0 AND 10000),
    CONSTRAINT service_order_reject_reason_check CHECK ((state <> 'REJECTED' OR reject_reason IS NOT NULL) AND char_length(btrim(reject_reason)) >= 3 AND char_length(reject_reason) <= 10000),
    CONSTRAINT service_order_number_key UNIQUE (number),
    CONSTRAINT service_order_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX service_order_state_idx ON cs.service_order (state);
CREATE INDEX service_order_created_by_idx ON cs.service_order (created_by);
COMMENT ON TABLE cs.service_order IS 'A request of the service department; no prices';
COMMENT ON COLUMN cs.service_order.id IS 'Surrogate key';
COMMENT ON COLUMN cs.service_order.number IS 'Service order number, made by the server';
COMMENT ON COLUMN cs.service_order.state IS 'PENDING, APPROVED, FULFILLED or REJECTED';
COMMENT ON COLUMN cs.service_order.note IS 'What it is for';
COMMENT ON COLUMN cs.service_order.reject_reason IS 'Why it was rejected';
COMMENT ON COLUMN cs.service_order.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.service_order.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.service_order.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.signature (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    meaning TEXT NOT NULL,
    signer_id BIGINT NOT NULL,
    printed_name TEXT NOT NULL,
    comment TEXT DEFAULT '' NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    authenticated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    station TEXT DEFAULT '' NOT NULL,
    CONSTRAINT signature_pkey PRIMARY KEY (id),
    CONSTRAINT signature_meaning_check CHECK (meaning IN ('BOM_APPROVED', 'CHANGE_REVIEWED', 'INSPECTION_PASSED', 'INSPECTION_FAILED', 'READY_FOR_INSPECTION', 'DISPOSITION', 'CONCESSION', 'CANCELLATION')),
    CONSTRAINT signature_comment_length_check CHECK (char_length(comment) BETWEEN 0 AND 10000),
    CONSTRAINT signature_signer_id_fkey FOREIGN KEY(signer_id) REFERENCES cs.person (id)
);
CREATE INDEX signature_signer_id_idx ON cs.signature (signer_id);
COMMENT ON TABLE cs.signature IS 'Signatures; made by cs.sign only, never changed';
COMMENT ON COLUMN cs.signature.id IS 'Surrogate key';
COMMENT ON COLUMN cs.signature.meaning IS 'What the signature means';
COMMENT ON COLUMN cs.signature.signer_id IS 'Who signed';
COMMENT ON COLUMN cs.signature.printed_name IS 'Name as it was when signed';
COMMENT ON COLUMN cs.signature.comment IS 'What the signer added';
COMMENT ON COLUMN cs.signature.signed_at IS 'Server time of the signature';
COMMENT ON COLUMN cs.signature.authenticated_at IS 'When the password was proven for it, at most 60 s before';
COMMENT ON COLUMN cs.signature.station IS 'Where, as the client says';
CREATE TABLE cs.command (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    request_sha256 BYTEA NOT NULL,
    person_id BIGINT NOT NULL,
    station TEXT NOT NULL,
    reason TEXT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    answer JSONB,
    CONSTRAINT command_pkey PRIMARY KEY (id),
    CONSTRAINT command_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id)
);
CREATE INDEX command_person_id_idx ON cs.command (person_id);
COMMENT ON TABLE cs.command IS 'Every write of the client; inserted first in its transaction (DESIGN §4)';
COMMENT ON COLUMN cs.command.id IS 'Made by the client; the same command sent twice has the same id';
COMMENT ON COLUMN cs.command.name IS 'What was asked for';
COMMENT ON COLUMN cs.command.request_sha256 IS 'Digest of the request: one id, one request';
COMMENT ON COLUMN cs.command.person_id IS 'Who';
COMMENT ON COLUMN cs.command.station IS 'Where, as the client says';
COMMENT ON COLUMN cs.command.reason IS 'Why, when a reason was asked for';
COMMENT ON COLUMN cs.command.at IS 'When it was first carried out';
COMMENT ON COLUMN cs.command.answer IS 'What it answered; given again when it is sent again';
CREATE TABLE cs.work_instruction (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    number INTEGER NOT NULL,
    document_number TEXT NOT NULL,
    revision TEXT NOT NULL,
    state TEXT DEFAULT 'DRAFT' NOT NULL,
    body JSONB NOT NULL,
    sha256 BYTEA NOT NULL,
    in_force_from TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT work_instruction_pkey PRIMARY KEY (id),
    CONSTRAINT work_instruction_kind_check CHECK (kind IN ('PRODUCTION', 'END_OF_LINE_TEST', 'PACKAGING')),
    CONSTRAINT work_instruction_state_check CHECK (state IN ('DRAFT', 'IN_FORCE', 'RETIRED')),
    CONSTRAINT work_instruction_subject_length_check CHECK (char_length(btrim(subject)) >= 1 AND char_length(subject) <= 120),
    CONSTRAINT work_instruction_document_number_length_check CHECK (char_length(btrim(document_number)) >= 1 AND char_length(document_number) <= 60),
    CONSTRAINT work_instruction_revision_length_check CHECK (char_length(btrim(revision)) >= 1 AND char_length(revision) <= 20),
    CONSTRAINT work_instruction_body_check CHECK (jsonb_typeof(body) = 'object' AND body ?& '{EN,FR,ES}'),
    CONSTRAINT work_instruction_body_size_check CHECK (octet_length(body::text) <= 4000000),
    CONSTRAINT work_instruction_sha256_check CHECK (octet_length(sha256) = 32),
    CONSTRAINT work_instruction_number_check CHECK (number >= 1),
    CONSTRAINT work_instruction_kind_subject_number_key UNIQUE (kind, subject, number),
    CONSTRAINT work_instruction_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE UNIQUE INDEX work_instruction_in_force_key ON cs.work_instruction (kind, subject) WHERE state = 'IN_FORCE';
CREATE INDEX work_instruction_created_by_idx ON cs.work_instruction (created_by);
COMMENT ON TABLE cs.work_instruction IS 'Work instructions as versions: drafts change, what was in force does not';
COMMENT ON COLUMN cs.work_instruction.id IS 'Surrogate key';
COMMENT ON COLUMN cs.work_instruction.kind IS 'Part of the work: PRODUCTION, END_OF_LINE_TEST or PACKAGING';
COMMENT ON COLUMN cs.work_instruction.subject IS 'What it guides: an item of the form such as SP-06, or an item number';
COMMENT ON COLUMN cs.work_instruction.number IS 'Version of the instruction for its subject, from 1';
COMMENT ON COLUMN cs.work_instruction.document_number IS 'Number of the controlled document';
COMMENT ON COLUMN cs.work_instruction.revision IS 'Revision of the controlled document, such as V01';
COMMENT ON COLUMN cs.work_instruction.state IS 'DRAFT, IN_FORCE or RETIRED';
COMMENT ON COLUMN cs.work_instruction.body IS 'Steps by language: EN, FR and ES';
COMMENT ON COLUMN cs.work_instruction.sha256 IS 'Digest of the body''s canonical text';
COMMENT ON COLUMN cs.work_instruction.in_force_from IS 'When it came into force';
COMMENT ON COLUMN cs.work_instruction.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.work_instruction.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.work_instruction.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.order_draft_file (
    order_draft_id BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    content BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT order_draft_file_pkey PRIMARY KEY (order_draft_id),
    CONSTRAINT order_draft_file_media_type_check CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    CONSTRAINT order_draft_file_file_name_length_check CHECK (char_length(btrim(file_name)) >= 1 AND char_length(file_name) <= 255),
    CONSTRAINT order_draft_file_sha256_check CHECK (octet_length(sha256) = 32),
    CONSTRAINT order_draft_file_content_check CHECK (octet_length(content) BETWEEN 1 AND 10485760),
    CONSTRAINT order_draft_file_order_draft_id_fkey FOREIGN KEY(order_draft_id) REFERENCES cs.order_draft (id) ON DELETE CASCADE,
    CONSTRAINT order_draft_file_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX order_draft_file_created_by_idx ON cs.order_draft_file (created_by);
COMMENT ON TABLE cs.order_draft_file IS 'The customer''s purchase order, parked with a draft; it becomes a document when the order is submitted';
COMMENT ON COLUMN cs.order_draft_file.order_draft_id IS 'Draft';
COMMENT ON COLUMN cs.order_draft_file.file_name IS 'Name of the file';
COMMENT ON COLUMN cs.order_draft_file.media_type IS 'Found from the content, not from the name';
COMMENT ON COLUMN cs.order_draft_file.sha256 IS 'Digest of the content';
COMMENT ON COLUMN cs.order_draft_file.content IS 'The bytes; audited by hash only';
COMMENT ON COLUMN cs.order_draft_file.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.order_draft_file.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.order_progress (
    order_id BIGINT NOT NULL,
    status TEXT NOT NULL,
    rejected BOOLEAN DEFAULT false NOT NULL,
    held BOOLEAN DEFAULT false NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT order_progress_pkey PRIMARY KEY (order_id),
    CONSTRAINT order_progress_status_check CHECK (status IN ('ORDER_CREATED', 'SINK_BODY_EXTERNAL_PRODUCTION', 'READY_FOR_PRE_QC', 'PRE_QC_REJECTED', 'READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'ON_HOLD_PARTS', 'TESTING_COMPLETE', 'PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'FINAL_QC_REJECTED', 'READY_FOR_SHIP', 'SHIPPED', 'CANCELLED')),
    CONSTRAINT order_progress_order_id_fkey FOREIGN KEY(order_id) REFERENCES cs.customer_order (id)
);
COMMENT ON TABLE cs.order_progress IS 'Derived by trigger from the builds; apart from the order so that it causes no false edit conflicts';
COMMENT ON COLUMN cs.order_progress.order_id IS 'Order';
COMMENT ON COLUMN cs.order_progress.status IS 'Stage of the least advanced build, cancelled ones left out';
COMMENT ON COLUMN cs.order_progress.rejected IS 'A build was rejected by QC';
COMMENT ON COLUMN cs.order_progress.held IS 'A build waits for a part';
COMMENT ON COLUMN cs.order_progress.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.build (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    order_id BIGINT NOT NULL,
    build_number TEXT NOT NULL,
    position SMALLINT NOT NULL,
    status TEXT DEFAULT 'ORDER_CREATED' NOT NULL,
    held_from TEXT,
    cycle INTEGER DEFAULT 1 NOT NULL,
    shipped_on DATE,
    cancel_reason TEXT,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT build_pkey PRIMARY KEY (id),
    CONSTRAINT build_status_check CHECK (status IN ('ORDER_CREATED', 'SINK_BODY_EXTERNAL_PRODUCTION', 'READY_FOR_PRE_QC', 'PRE_QC_REJECTED', 'READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'ON_HOLD_PARTS', 'TESTING_COMPLETE', 'PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'FINAL_QC_REJECTED', 'READY_FOR_SHIP', 'SHIPPED', 'CANCELLED')),
    CONSTRAINT build_build_number_check CHECK (build_number ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,39}$'),
    CONSTRAINT build_position_check CHECK (position BETWEEN 1 AND 10),
    CONSTRAINT build_held_from_check CHECK ((status = 'ON_HOLD_PARTS') = (held_from IS NOT NULL)),
    CONSTRAINT build_shipped_on_check CHECK ((status = 'SHIPPED') = (shipped_on IS NOT NULL)),
    CONSTRAINT build_cancel_reason_check CHECK ((status <> 'CANCELLED' OR cancel_reason IS NOT NULL) AND char_length(btrim(cancel_reason)) >= 3 AND char_length(cancel_reason) <= 10000),
    CONSTRAINT build_order_id_position_key UNIQUE (order_id, position),
    CONSTRAINT build_order_id_fkey FOREIGN KEY(order_id) REFERENCES cs.customer_order (id),
    CONSTRAINT build_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX build_status_idx ON cs.build (status);
CREATE INDEX build_created_by_idx ON cs.build (created_by);
CREATE INDEX build_order_id_idx ON cs.build (order_id);
CREATE UNIQUE INDEX build_build_number_key ON cs.build (upper(build_number) text_pattern_ops);
COMMENT ON TABLE cs.build IS 'One sink of an order: the unit of everything after order entry';
COMMENT ON COLUMN cs.build.id IS 'Surrogate key';
COMMENT ON COLUMN cs.build.order_id IS 'Order it belongs to';
COMMENT ON COLUMN cs.build.build_number IS 'Unique over all orders: letters, digits, dash';
COMMENT ON COLUMN cs.build.position IS '1 to 10 within the order';
COMMENT ON COLUMN cs.build.status IS 'Where the build stands in its life (DOMAIN §3)';
COMMENT ON COLUMN cs.build.held_from IS 'Status an ON_HOLD_PARTS leads back to';
COMMENT ON COLUMN cs.build.cycle IS 'Counts how often the body was produced; inspections of an earlier cycle no longer count';
COMMENT ON COLUMN cs.build.shipped_on IS 'Shipping date';
COMMENT ON COLUMN cs.build.cancel_reason IS 'Why it was cancelled';
COMMENT ON COLUMN cs.build.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.build.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.build.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.service_order_line (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    service_order_id BIGINT NOT NULL,
    item TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    approved_quantity INTEGER,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT service_order_line_pkey PRIMARY KEY (id),
    CONSTRAINT service_order_line_quantity_check CHECK (quantity BETWEEN 1 AND 999),
    CONSTRAINT service_order_line_approved_quantity_check CHECK (approved_quantity BETWEEN 0 AND 999),
    CONSTRAINT service_order_line_service_order_id_item_key UNIQUE (service_order_id, item),
    CONSTRAINT service_order_line_service_order_id_fkey FOREIGN KEY(service_order_id) REFERENCES cs.service_order (id),
    CONSTRAINT service_order_line_item_fkey FOREIGN KEY(item) REFERENCES cs.item (number)
);
COMMENT ON TABLE cs.service_order_line IS 'Lines of a service order';
COMMENT ON COLUMN cs.service_order_line.id IS 'Surrogate key';
COMMENT ON COLUMN cs.service_order_line.service_order_id IS 'Service order';
COMMENT ON COLUMN cs.service_order_line.item IS 'Orderable item';
COMMENT ON COLUMN cs.service_order_line.quantity IS 'Requested pieces';
COMMENT ON COLUMN cs.service_order_line.approved_quantity IS 'Pieces that procurement approved';
COMMENT ON COLUMN cs.service_order_line.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.service_order_step (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    service_order_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    person_id BIGINT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT service_order_step_pkey PRIMARY KEY (id),
    CONSTRAINT service_order_step_state_check CHECK (state IN ('PENDING', 'APPROVED', 'FULFILLED', 'REJECTED')),
    CONSTRAINT service_order_step_service_order_id_fkey FOREIGN KEY(service_order_id) REFERENCES cs.service_order (id),
    CONSTRAINT service_order_step_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id)
);
CREATE INDEX service_order_step_person_id_idx ON cs.service_order_step (person_id);
CREATE INDEX service_order_step_service_order_id_idx ON cs.service_order_step (service_order_id);
COMMENT ON TABLE cs.service_order_step IS 'Every step of a service order, for the requester; append-only, written by trigger';
COMMENT ON COLUMN cs.service_order_step.id IS 'Surrogate key';
COMMENT ON COLUMN cs.service_order_step.service_order_id IS 'Service order';
COMMENT ON COLUMN cs.service_order_step.state IS 'State that it came to';
COMMENT ON COLUMN cs.service_order_step.person_id IS 'Who did it';
COMMENT ON COLUMN cs.service_order_step.at IS 'When';
CREATE TABLE cs.signature_subject (
    signature_id BIGINT NOT NULL,
    record_kind TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    record_version INTEGER NOT NULL,
    format SMALLINT NOT NULL,
    image BYTEA NOT NULL,
    sha256 BYTEA NOT NULL,
    CONSTRAINT signature_subject_pkey PRIMARY KEY (signature_id, record_kind, record_id),
    CONSTRAINT signature_subject_record_kind_check CHECK (record_kind IN ('bom_revision', 'inspection', 'nonconformance', 'build')),
    CONSTRAINT signature_subject_signature_id_fkey FOREIGN KEY(signature_id) REFERENCES cs.signature (id)
);
CREATE INDEX signature_subject_record_idx ON cs.signature_subject (record_kind, record_id);
COMMENT ON TABLE cs.signature_subject IS 'Records that one signature covers, each with the bytes that were signed';
COMMENT ON COLUMN cs.signature_subject.signature_id IS 'Signature';
COMMENT ON COLUMN cs.signature_subject.record_kind IS 'Kind of record';
COMMENT ON COLUMN cs.signature_subject.record_id IS 'Its key';
COMMENT ON COLUMN cs.signature_subject.record_version IS 'Version that the signer saw';
COMMENT ON COLUMN cs.signature_subject.format IS 'Format version of the image';
COMMENT ON COLUMN cs.signature_subject.image IS 'The canonical bytes that were hashed';
COMMENT ON COLUMN cs.signature_subject.sha256 IS 'SHA-256 of the image';
CREATE TABLE cs.assembly_claim (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_how TEXT,
    handed_to BIGINT,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT assembly_claim_pkey PRIMARY KEY (id),
    CONSTRAINT assembly_claim_ended_how_check CHECK (ended_how IN ('RELEASED', 'HANDED_OVER')),
    CONSTRAINT assembly_claim_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT assembly_claim_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id),
    CONSTRAINT assembly_claim_handed_to_fkey FOREIGN KEY(handed_to) REFERENCES cs.person (id)
);
CREATE INDEX assembly_claim_person_id_idx ON cs.assembly_claim (person_id);
CREATE UNIQUE INDEX assembly_claim_active_key ON cs.assembly_claim (build_id, person_id) WHERE ended_at IS NULL;
CREATE INDEX assembly_claim_build_id_idx ON cs.assembly_claim (build_id);
COMMENT ON TABLE cs.assembly_claim IS 'Assemblers of a build, past and present; several may work on one';
COMMENT ON COLUMN cs.assembly_claim.id IS 'Surrogate key';
COMMENT ON COLUMN cs.assembly_claim.build_id IS 'Build';
COMMENT ON COLUMN cs.assembly_claim.person_id IS 'Assembler';
COMMENT ON COLUMN cs.assembly_claim.claimed_at IS 'From';
COMMENT ON COLUMN cs.assembly_claim.ended_at IS 'Until; null while it lasts';
COMMENT ON COLUMN cs.assembly_claim.ended_how IS 'RELEASED or HANDED_OVER';
COMMENT ON COLUMN cs.assembly_claim.handed_to IS 'Who took over';
COMMENT ON COLUMN cs.assembly_claim.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.outsourcing (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    item TEXT NOT NULL,
    path TEXT NOT NULL,
    supplier TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT 'MARKED' NOT NULL,
    expected_on DATE,
    received_at TIMESTAMP WITH TIME ZONE,
    cycle INTEGER DEFAULT 1 NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT outsourcing_pkey PRIMARY KEY (id),
    CONSTRAINT outsourcing_state_check CHECK (state IN ('MARKED', 'ORDERED', 'RECEIVED', 'DROPPED')),
    CONSTRAINT outsourcing_supplier_length_check CHECK (char_length(supplier) BETWEEN 0 AND 200),
    CONSTRAINT outsourcing_path_length_check CHECK (char_length(btrim(path)) >= 1 AND char_length(path) <= 10000),
    CONSTRAINT outsourcing_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT outsourcing_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX outsourcing_created_by_idx ON cs.outsourcing (created_by);
CREATE UNIQUE INDEX outsourcing_line_key ON cs.outsourcing (build_id, path, item, cycle) WHERE state <> 'DROPPED';
CREATE INDEX outsourcing_build_id_idx ON cs.outsourcing (build_id);
COMMENT ON TABLE cs.outsourcing IS 'Lines that are made outside and followed by procurement';
COMMENT ON COLUMN cs.outsourcing.id IS 'Surrogate key';
COMMENT ON COLUMN cs.outsourcing.build_id IS 'Build';
COMMENT ON COLUMN cs.outsourcing.item IS 'Item made or bought outside';
COMMENT ON COLUMN cs.outsourcing.path IS 'Line of the BOM it stands for';
COMMENT ON COLUMN cs.outsourcing.supplier IS 'Who makes it';
COMMENT ON COLUMN cs.outsourcing.state IS 'MARKED, ORDERED, RECEIVED or DROPPED';
COMMENT ON COLUMN cs.outsourcing.expected_on IS 'Promised date';
COMMENT ON COLUMN cs.outsourcing.received_at IS 'When it arrived';
COMMENT ON COLUMN cs.outsourcing.cycle IS 'Production cycle of the build it is for';
COMMENT ON COLUMN cs.outsourcing.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.outsourcing.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.outsourcing.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.part_issue (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    path TEXT NOT NULL,
    item TEXT NOT NULL,
    what TEXT NOT NULL,
    description TEXT NOT NULL,
    state TEXT DEFAULT 'OPEN' NOT NULL,
    resolution TEXT,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT part_issue_pkey PRIMARY KEY (id),
    CONSTRAINT part_issue_what_check CHECK (what IN ('MISSING', 'DAMAGED', 'WRONG', 'OTHER')),
    CONSTRAINT part_issue_state_check CHECK (state IN ('OPEN', 'RESOLVED')),
    CONSTRAINT part_issue_description_length_check CHECK (char_length(btrim(description)) >= 3 AND char_length(description) <= 10000),
    CONSTRAINT part_issue_path_length_check CHECK (char_length(btrim(path)) >= 1 AND char_length(path) <= 10000),
    CONSTRAINT part_issue_resolution_check CHECK ((state = 'OPEN' OR resolution IS NOT NULL) AND char_length(btrim(resolution)) >= 3 AND char_length(resolution) <= 10000),
    CONSTRAINT part_issue_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT part_issue_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX part_issue_created_by_idx ON cs.part_issue (created_by);
CREATE INDEX part_issue_build_id_idx ON cs.part_issue (build_id);
CREATE INDEX part_issue_open_idx ON cs.part_issue (build_id) WHERE state = 'OPEN';
COMMENT ON TABLE cs.part_issue IS 'A missing or bad part that holds a build';
COMMENT ON COLUMN cs.part_issue.id IS 'Surrogate key';
COMMENT ON COLUMN cs.part_issue.build_id IS 'Build that waits';
COMMENT ON COLUMN cs.part_issue.path IS 'Line of the BOM';
COMMENT ON COLUMN cs.part_issue.item IS 'Item that is missing or bad';
COMMENT ON COLUMN cs.part_issue.what IS 'MISSING, DAMAGED, WRONG or OTHER';
COMMENT ON COLUMN cs.part_issue.description IS 'What is wrong';
COMMENT ON COLUMN cs.part_issue.state IS 'OPEN or RESOLVED';
COMMENT ON COLUMN cs.part_issue.resolution IS 'How it was solved';
COMMENT ON COLUMN cs.part_issue.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.part_issue.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.part_issue.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.configuration (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    body JSONB NOT NULL,
    rule_set_id BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT configuration_pkey PRIMARY KEY (id),
    CONSTRAINT configuration_body_size_check CHECK (octet_length(body::text) <= 2000000),
    CONSTRAINT configuration_build_id_revision_key UNIQUE (build_id, revision),
    CONSTRAINT configuration_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT configuration_rule_set_id_fkey FOREIGN KEY(rule_set_id) REFERENCES cs.rule_set (id),
    CONSTRAINT configuration_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX configuration_created_by_idx ON cs.configuration (created_by);
CREATE INDEX configuration_rule_set_id_idx ON cs.configuration (rule_set_id);
COMMENT ON TABLE cs.configuration IS 'The answers that describe one build; append-only, one row a revision';
COMMENT ON COLUMN cs.configuration.id IS 'Surrogate key';
COMMENT ON COLUMN cs.configuration.build_id IS 'Build it describes';
COMMENT ON COLUMN cs.configuration.revision IS '1, 2, … per build';
COMMENT ON COLUMN cs.configuration.body IS 'Configuration in its canonical JSON form (DESIGN §5)';
COMMENT ON COLUMN cs.configuration.rule_set_id IS 'Rules it was judged by';
COMMENT ON COLUMN cs.configuration.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.configuration.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.comment (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    order_id BIGINT NOT NULL,
    build_id BIGINT,
    body TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT comment_pkey PRIMARY KEY (id),
    CONSTRAINT comment_body_length_check CHECK (char_length(btrim(body)) >= 1 AND char_length(body) <= 10000),
    CONSTRAINT comment_order_id_fkey FOREIGN KEY(order_id) REFERENCES cs.customer_order (id),
    CONSTRAINT comment_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT comment_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX comment_order_id_idx ON cs.comment (order_id);
CREATE INDEX comment_created_by_idx ON cs.comment (created_by);
CREATE INDEX comment_build_id_idx ON cs.comment (build_id);
COMMENT ON TABLE cs.comment IS 'Remarks of anybody who reads the order; append-only';
COMMENT ON COLUMN cs.comment.id IS 'Surrogate key';
COMMENT ON COLUMN cs.comment.order_id IS 'Order it is about';
COMMENT ON COLUMN cs.comment.build_id IS 'Build it is about, when one is meant';
COMMENT ON COLUMN cs.comment.body IS 'What was said';
COMMENT ON COLUMN cs.comment.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.comment.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.status_history (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    person_id BIGINT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    reason TEXT,
    CONSTRAINT status_history_pkey PRIMARY KEY (id),
    CONSTRAINT status_history_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT status_history_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id)
);
CREATE INDEX status_history_build_id_idx ON cs.status_history (build_id);
CREATE INDEX status_history_person_id_idx ON cs.status_history (person_id);
COMMENT ON TABLE cs.status_history IS 'Each move of each build, for its timeline; written by trigger';
COMMENT ON COLUMN cs.status_history.id IS 'Surrogate key';
COMMENT ON COLUMN cs.status_history.build_id IS 'Build that moved';
COMMENT ON COLUMN cs.status_history.from_status IS 'Status before; null for a new build';
COMMENT ON COLUMN cs.status_history.to_status IS 'Status after';
COMMENT ON COLUMN cs.status_history.person_id IS 'Who moved it';
COMMENT ON COLUMN cs.status_history.at IS 'When';
COMMENT ON COLUMN cs.status_history.reason IS 'Reason given';
CREATE TABLE cs.order_change (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    order_id BIGINT NOT NULL,
    build_id BIGINT,
    field TEXT NOT NULL,
    "old" TEXT,
    "new" TEXT,
    person_id BIGINT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    reason TEXT,
    CONSTRAINT order_change_pkey PRIMARY KEY (id),
    CONSTRAINT order_change_order_id_fkey FOREIGN KEY(order_id) REFERENCES cs.customer_order (id),
    CONSTRAINT order_change_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT order_change_person_id_fkey FOREIGN KEY(person_id) REFERENCES cs.person (id)
);
CREATE INDEX order_change_person_id_idx ON cs.order_change (person_id);
CREATE INDEX order_change_build_id_idx ON cs.order_change (build_id);
CREATE INDEX order_change_order_id_idx ON cs.order_change (order_id);
COMMENT ON TABLE cs.order_change IS 'History of what changes on an order (DOMAIN §3, Changes); append-only, written by trigger';
COMMENT ON COLUMN cs.order_change.id IS 'Surrogate key';
COMMENT ON COLUMN cs.order_change.order_id IS 'Order';
COMMENT ON COLUMN cs.order_change.build_id IS 'Build, when its number was corrected';
COMMENT ON COLUMN cs.order_change.field IS 'Answer that changed, by the names of order entry';
COMMENT ON COLUMN cs.order_change."old" IS 'What stood there before';
COMMENT ON COLUMN cs.order_change."new" IS 'What stands there since';
COMMENT ON COLUMN cs.order_change.person_id IS 'Who changed it';
COMMENT ON COLUMN cs.order_change.at IS 'When';
COMMENT ON COLUMN cs.order_change.reason IS 'Reason given';
CREATE TABLE cs.bom_revision (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    configuration_id BIGINT NOT NULL,
    state TEXT DEFAULT 'SUBMITTED' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    send_back_reason TEXT,
    sha256 BYTEA NOT NULL,
    findings JSONB NOT NULL,
    totals JSONB NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT bom_revision_pkey PRIMARY KEY (id),
    CONSTRAINT bom_revision_state_check CHECK (state IN ('SUBMITTED', 'SENT_BACK', 'APPROVED')),
    CONSTRAINT bom_revision_reason_length_check CHECK (char_length(reason) BETWEEN 0 AND 10000),
    CONSTRAINT bom_revision_send_back_reason_check CHECK ((state <> 'SENT_BACK' OR send_back_reason IS NOT NULL) AND char_length(btrim(send_back_reason)) >= 3 AND char_length(send_back_reason) <= 10000),
    CONSTRAINT bom_revision_sha256_check CHECK (octet_length(sha256) = 32),
    CONSTRAINT bom_revision_findings_size_check CHECK (octet_length(findings::text) <= 16000000),
    CONSTRAINT bom_revision_totals_size_check CHECK (octet_length(totals::text) <= 1000),
    CONSTRAINT bom_revision_build_id_revision_key UNIQUE (build_id, revision),
    CONSTRAINT bom_revision_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT bom_revision_configuration_id_fkey FOREIGN KEY(configuration_id) REFERENCES cs.configuration (id),
    CONSTRAINT bom_revision_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX bom_revision_created_by_idx ON cs.bom_revision (created_by);
CREATE INDEX bom_revision_configuration_id_idx ON cs.bom_revision (configuration_id);
COMMENT ON TABLE cs.bom_revision IS 'One frozen explosion of one build';
COMMENT ON COLUMN cs.bom_revision.id IS 'Surrogate key';
COMMENT ON COLUMN cs.bom_revision.build_id IS 'Build it is for';
COMMENT ON COLUMN cs.bom_revision.revision IS '1, 2, … per build';
COMMENT ON COLUMN cs.bom_revision.configuration_id IS 'Configuration it was exploded from';
COMMENT ON COLUMN cs.bom_revision.state IS 'SUBMITTED, SENT_BACK by procurement, or APPROVED by signature';
COMMENT ON COLUMN cs.bom_revision.reason IS 'Why this revision was made';
COMMENT ON COLUMN cs.bom_revision.send_back_reason IS 'Why procurement sent it back';
COMMENT ON COLUMN cs.bom_revision.sha256 IS 'Digest of the BOM answer''s canonical text';
COMMENT ON COLUMN cs.bom_revision.findings IS 'Warnings at the time of explosion';
COMMENT ON COLUMN cs.bom_revision.totals IS 'Lines, distinct items, depth';
COMMENT ON COLUMN cs.bom_revision.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.bom_revision.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.bom_revision.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.bom_line (
    bom_revision_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    path TEXT NOT NULL,
    level SMALLINT NOT NULL,
    item TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity NUMERIC NOT NULL,
    extended_quantity NUMERIC NOT NULL,
    rule TEXT,
    positions SMALLINT[] NOT NULL,
    note TEXT,
    CONSTRAINT bom_line_pkey PRIMARY KEY (bom_revision_id, sequence),
    CONSTRAINT bom_line_kind_check CHECK (kind IN ('assembly', 'part', 'custom')),
    CONSTRAINT bom_line_quantity_check CHECK (quantity > 0 AND quantity = trunc(quantity) AND extended_quantity > 0 AND extended_quantity = trunc(extended_quantity)),
    CONSTRAINT bom_line_path_length_check CHECK (char_length(btrim(path)) >= 1 AND char_length(path) <= 10000),
    CONSTRAINT bom_line_item_length_check CHECK (char_length(btrim(item)) >= 1 AND char_length(item) <= 120),
    CONSTRAINT bom_line_name_length_check CHECK (char_length(name) BETWEEN 0 AND 10000),
    CONSTRAINT bom_line_rule_length_check CHECK (char_length(btrim(rule)) >= 1 AND char_length(rule) <= 500),
    CONSTRAINT bom_line_note_length_check CHECK (char_length(note) BETWEEN 0 AND 10000),
    CONSTRAINT bom_line_bom_revision_id_fkey FOREIGN KEY(bom_revision_id) REFERENCES cs.bom_revision (id)
);
CREATE INDEX bom_line_item_idx ON cs.bom_line (item);
COMMENT ON TABLE cs.bom_line IS 'Lines of a BOM revision; written once with it and never changed';
COMMENT ON COLUMN cs.bom_line.bom_revision_id IS 'Revision it belongs to';
COMMENT ON COLUMN cs.bom_line.sequence IS 'Order of the tree, from 1';
COMMENT ON COLUMN cs.bom_line.path IS 'Place in the tree such as 3.2';
COMMENT ON COLUMN cs.bom_line.level IS '0 for a selected item';
COMMENT ON COLUMN cs.bom_line.item IS 'Item number, as it was';
COMMENT ON COLUMN cs.bom_line.kind IS 'assembly, part or custom';
COMMENT ON COLUMN cs.bom_line.name IS 'Name, as it was';
COMMENT ON COLUMN cs.bom_line.quantity IS 'Pieces per parent';
COMMENT ON COLUMN cs.bom_line.extended_quantity IS 'Pieces per build';
COMMENT ON COLUMN cs.bom_line.rule IS 'Rule number of the company that put it there';
COMMENT ON COLUMN cs.bom_line.positions IS 'Basins it belongs to';
COMMENT ON COLUMN cs.bom_line.note IS 'Note such as a colour';
CREATE TABLE cs.change_request (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    state TEXT DEFAULT 'OPEN' NOT NULL,
    bom_revision_id BIGINT,
    qc_required BOOLEAN DEFAULT false NOT NULL,
    decision_reason TEXT,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT change_request_pkey PRIMARY KEY (id),
    CONSTRAINT change_request_state_check CHECK (state IN ('OPEN', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
    CONSTRAINT change_request_what_length_check CHECK (char_length(btrim(what)) >= 3 AND char_length(what) <= 10000),
    CONSTRAINT change_request_why_length_check CHECK (char_length(btrim(why)) >= 3 AND char_length(why) <= 10000),
    CONSTRAINT change_request_decision_reason_check CHECK ((state NOT IN ('REJECTED', 'WITHDRAWN') OR decision_reason IS NOT NULL) AND char_length(btrim(decision_reason)) >= 3 AND char_length(decision_reason) <= 10000),
    CONSTRAINT change_request_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT change_request_bom_revision_id_fkey FOREIGN KEY(bom_revision_id) REFERENCES cs.bom_revision (id),
    CONSTRAINT change_request_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX change_request_bom_revision_id_idx ON cs.change_request (bom_revision_id);
CREATE INDEX change_request_created_by_idx ON cs.change_request (created_by);
CREATE INDEX change_request_build_id_idx ON cs.change_request (build_id);
CREATE UNIQUE INDEX change_request_open_key ON cs.change_request (build_id) WHERE state = 'OPEN';
COMMENT ON TABLE cs.change_request IS 'A change after BOM approval (DOMAIN §3, Changes)';
COMMENT ON COLUMN cs.change_request.id IS 'Surrogate key';
COMMENT ON COLUMN cs.change_request.build_id IS 'Build to change';
COMMENT ON COLUMN cs.change_request.what IS 'What changes';
COMMENT ON COLUMN cs.change_request.why IS 'Why';
COMMENT ON COLUMN cs.change_request.state IS 'OPEN, APPROVED when all signatures are there, REJECTED or WITHDRAWN';
COMMENT ON COLUMN cs.change_request.bom_revision_id IS 'The revision that it made';
COMMENT ON COLUMN cs.change_request.qc_required IS 'Assembly had begun';
COMMENT ON COLUMN cs.change_request.decision_reason IS 'Why it was rejected or withdrawn';
COMMENT ON COLUMN cs.change_request.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.change_request.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.change_request.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.inspection (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    checklist_template_id BIGINT NOT NULL,
    attempt INTEGER NOT NULL,
    cycle INTEGER NOT NULL,
    state TEXT DEFAULT 'OPEN' NOT NULL,
    result TEXT,
    reason TEXT DEFAULT '' NOT NULL,
    signature_id BIGINT,
    change_request_id BIGINT,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT inspection_pkey PRIMARY KEY (id),
    CONSTRAINT inspection_kind_check CHECK (kind IN ('PRE_PRODUCTION_CHECK', 'PRODUCTION', 'END_OF_LINE_TEST', 'PACKAGING', 'SINK_QUALITY')),
    CONSTRAINT inspection_state_check CHECK (state IN ('OPEN', 'SIGNED', 'VOID')),
    CONSTRAINT inspection_result_check CHECK (result IN ('PASSED', 'FAILED')),
    CONSTRAINT inspection_signed_check CHECK ((state = 'SIGNED') = (signature_id IS NOT NULL AND result IS NOT NULL)),
    CONSTRAINT inspection_build_id_kind_attempt_key UNIQUE (build_id, kind, attempt),
    CONSTRAINT inspection_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT inspection_checklist_template_id_fkey FOREIGN KEY(checklist_template_id) REFERENCES cs.checklist_template (id),
    CONSTRAINT inspection_signature_id_fkey FOREIGN KEY(signature_id) REFERENCES cs.signature (id),
    CONSTRAINT inspection_change_request_id_fkey FOREIGN KEY(change_request_id) REFERENCES cs.change_request (id),
    CONSTRAINT inspection_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE UNIQUE INDEX inspection_open_key ON cs.inspection (build_id, kind) WHERE state = 'OPEN';
CREATE INDEX inspection_created_by_idx ON cs.inspection (created_by);
CREATE INDEX inspection_checklist_template_id_idx ON cs.inspection (checklist_template_id);
COMMENT ON TABLE cs.inspection IS 'One filling-in of a form for one build';
COMMENT ON COLUMN cs.inspection.id IS 'Surrogate key';
COMMENT ON COLUMN cs.inspection.build_id IS 'Build';
COMMENT ON COLUMN cs.inspection.kind IS 'Which form';
COMMENT ON COLUMN cs.inspection.checklist_template_id IS 'Version of the form it keeps';
COMMENT ON COLUMN cs.inspection.attempt IS '1, 2, … per build and form';
COMMENT ON COLUMN cs.inspection.cycle IS 'Production cycle of the build';
COMMENT ON COLUMN cs.inspection.state IS 'OPEN, SIGNED, or VOID when its build was cancelled or remade';
COMMENT ON COLUMN cs.inspection.result IS 'PASSED or FAILED, set when signed';
COMMENT ON COLUMN cs.inspection.reason IS 'Why this attempt was opened, when it is not the first';
COMMENT ON COLUMN cs.inspection.signature_id IS 'Signature that closed it';
COMMENT ON COLUMN cs.inspection.change_request_id IS 'Change that reopened the form: it is then filled in at any status before shipping';
COMMENT ON COLUMN cs.inspection.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.inspection.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.inspection.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.inspection_item (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    inspection_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    section TEXT NOT NULL,
    code TEXT NOT NULL,
    basin SMALLINT DEFAULT 0 NOT NULL,
    kind TEXT NOT NULL,
    required BOOLEAN NOT NULL,
    definition JSONB NOT NULL,
    target NUMERIC,
    minimum NUMERIC,
    maximum NUMERIC,
    unit TEXT,
    expected TEXT,
    basis JSONB NOT NULL,
    carried_from INTEGER,
    CONSTRAINT inspection_item_pkey PRIMARY KEY (id),
    CONSTRAINT inspection_item_kind_check CHECK (kind IN ('CHECK', 'CHOICE', 'TEXT', 'SERIAL', 'NUMBER', 'INSTRUMENT')),
    CONSTRAINT inspection_item_inspection_id_code_basin_key UNIQUE (inspection_id, code, basin),
    CONSTRAINT inspection_item_inspection_id_fkey FOREIGN KEY(inspection_id) REFERENCES cs.inspection (id)
);
COMMENT ON TABLE cs.inspection_item IS 'Items that apply to this build, resolved and frozen when the inspection was opened';
COMMENT ON COLUMN cs.inspection_item.id IS 'Surrogate key';
COMMENT ON COLUMN cs.inspection_item.inspection_id IS 'Inspection';
COMMENT ON COLUMN cs.inspection_item.sequence IS 'Order on the form, from 1';
COMMENT ON COLUMN cs.inspection_item.section IS 'Section code';
COMMENT ON COLUMN cs.inspection_item.code IS 'Item code within the form';
COMMENT ON COLUMN cs.inspection_item.basin IS 'Basin position, 0 for the whole sink';
COMMENT ON COLUMN cs.inspection_item.kind IS 'What is asked for';
COMMENT ON COLUMN cs.inspection_item.required IS 'Must be answered before signing';
COMMENT ON COLUMN cs.inspection_item.definition IS 'The item as the template version defines it';
COMMENT ON COLUMN cs.inspection_item.target IS 'Resolved target of a number';
COMMENT ON COLUMN cs.inspection_item.minimum IS 'Lowest good value';
COMMENT ON COLUMN cs.inspection_item.maximum IS 'Highest good value';
COMMENT ON COLUMN cs.inspection_item.unit IS 'Unit of a number';
COMMENT ON COLUMN cs.inspection_item.expected IS 'Choice that counts as passed';
COMMENT ON COLUMN cs.inspection_item.basis IS 'Facts of the build with which the answer stands or falls';
COMMENT ON COLUMN cs.inspection_item.carried_from IS 'Attempt whose answer stands, when it was not asked again';
CREATE TABLE cs.answer (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    inspection_item_id BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    choice TEXT,
    text_value TEXT,
    number_value NUMERIC,
    instrument_id BIGINT,
    instrument_due DATE,
    note TEXT DEFAULT '' NOT NULL,
    answered_by BIGINT NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT answer_pkey PRIMARY KEY (id),
    CONSTRAINT answer_outcome_check CHECK (outcome IN ('PASS', 'FAIL', 'NA')),
    CONSTRAINT answer_choice_length_check CHECK (char_length(btrim(choice)) >= 1 AND char_length(choice) <= 30),
    CONSTRAINT answer_text_value_length_check CHECK (char_length(btrim(text_value)) >= 1 AND char_length(text_value) <= 2000),
    CONSTRAINT answer_note_length_check CHECK (char_length(note) BETWEEN 0 AND 10000),
    CONSTRAINT answer_note_needed_check CHECK (outcome = 'PASS' OR char_length(btrim(note)) >= 3),
    CONSTRAINT answer_number_value_check CHECK (number_value IS NULL OR abs(number_value) < 1e9),
    CONSTRAINT answer_inspection_item_id_key UNIQUE (inspection_item_id),
    CONSTRAINT answer_inspection_item_id_fkey FOREIGN KEY(inspection_item_id) REFERENCES cs.inspection_item (id),
    CONSTRAINT answer_instrument_id_fkey FOREIGN KEY(instrument_id) REFERENCES cs.instrument (id),
    CONSTRAINT answer_answered_by_fkey FOREIGN KEY(answered_by) REFERENCES cs.person (id)
);
COMMENT ON TABLE cs.answer IS 'The standing answer of each item; empty until somebody answers';
COMMENT ON COLUMN cs.answer.id IS 'Surrogate key';
COMMENT ON COLUMN cs.answer.inspection_item_id IS 'Item that it answers';
COMMENT ON COLUMN cs.answer.outcome IS 'PASS, FAIL or NA; of a reading or a judged choice set by the database';
COMMENT ON COLUMN cs.answer.choice IS 'Chosen code';
COMMENT ON COLUMN cs.answer.text_value IS 'Text or serial number';
COMMENT ON COLUMN cs.answer.number_value IS 'Reading in the item''s unit';
COMMENT ON COLUMN cs.answer.instrument_id IS 'Reference instrument';
COMMENT ON COLUMN cs.answer.instrument_due IS 'Last day of its calibration when it was used; set by trigger';
COMMENT ON COLUMN cs.answer.note IS 'Remark; what is wrong, or why it does not apply';
COMMENT ON COLUMN cs.answer.answered_by IS 'Who answered';
COMMENT ON COLUMN cs.answer.answered_at IS 'When';
COMMENT ON COLUMN cs.answer.version IS 'Optimistic lock: every update carries the version it saw plus one';
CREATE TABLE cs.reading (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    inspection_item_id BIGINT NOT NULL,
    value NUMERIC NOT NULL,
    unit TEXT NOT NULL,
    target NUMERIC,
    minimum NUMERIC,
    maximum NUMERIC,
    outcome TEXT NOT NULL,
    read_by BIGINT NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT reading_pkey PRIMARY KEY (id),
    CONSTRAINT reading_outcome_check CHECK (outcome IN ('PASS', 'FAIL')),
    CONSTRAINT reading_inspection_item_id_fkey FOREIGN KEY(inspection_item_id) REFERENCES cs.inspection_item (id),
    CONSTRAINT reading_read_by_fkey FOREIGN KEY(read_by) REFERENCES cs.person (id)
);
CREATE INDEX reading_inspection_item_id_idx ON cs.reading (inspection_item_id);
COMMENT ON TABLE cs.reading IS 'Every value that was ever entered, the replaced ones too; append-only, written by trigger';
COMMENT ON COLUMN cs.reading.id IS 'Surrogate key';
COMMENT ON COLUMN cs.reading.inspection_item_id IS 'Item that was measured';
COMMENT ON COLUMN cs.reading.value IS 'Measured value';
COMMENT ON COLUMN cs.reading.unit IS 'Unit';
COMMENT ON COLUMN cs.reading.target IS 'Target at the time of reading';
COMMENT ON COLUMN cs.reading.minimum IS 'Lowest good value at the time of reading';
COMMENT ON COLUMN cs.reading.maximum IS 'Highest good value at the time of reading';
COMMENT ON COLUMN cs.reading.outcome IS 'PASS or FAIL by tolerance';
COMMENT ON COLUMN cs.reading.read_by IS 'Who read it';
COMMENT ON COLUMN cs.reading.read_at IS 'When';
CREATE TABLE cs.nonconformance (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    number TEXT NOT NULL,
    build_id BIGINT NOT NULL,
    inspection_id BIGINT NOT NULL,
    inspection_item_id BIGINT NOT NULL,
    description TEXT NOT NULL,
    state TEXT DEFAULT 'OPEN' NOT NULL,
    disposition TEXT,
    disposition_reason TEXT,
    redo JSONB DEFAULT '{}'::jsonb NOT NULL,
    disposition_signature_id BIGINT,
    concession_signature_id BIGINT,
    verified_by_inspection_id BIGINT,
    verified_by BIGINT,
    closed_by BIGINT,
    closed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT nonconformance_pkey PRIMARY KEY (id),
    CONSTRAINT nonconformance_state_check CHECK (state IN ('OPEN', 'DISPOSITIONED', 'VERIFIED', 'CLOSED')),
    CONSTRAINT nonconformance_disposition_check CHECK (disposition IN ('REWORK', 'USE_AS_IS', 'REPLACE', 'SCRAP')),
    CONSTRAINT nonconformance_dispositioned_check CHECK (state = 'OPEN' OR disposition IS NOT NULL),
    CONSTRAINT nonconformance_disposition_reason_length_check CHECK (char_length(btrim(disposition_reason)) >= 3 AND char_length(disposition_reason) <= 10000),
    CONSTRAINT nonconformance_redo_size_check CHECK (octet_length(redo::text) <= 100000),
    CONSTRAINT nonconformance_number_key UNIQUE (number),
    CONSTRAINT nonconformance_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT nonconformance_inspection_id_fkey FOREIGN KEY(inspection_id) REFERENCES cs.inspection (id),
    CONSTRAINT nonconformance_inspection_item_id_fkey FOREIGN KEY(inspection_item_id) REFERENCES cs.inspection_item (id),
    CONSTRAINT nonconformance_disposition_signature_id_fkey FOREIGN KEY(disposition_signature_id) REFERENCES cs.signature (id),
    CONSTRAINT nonconformance_concession_signature_id_fkey FOREIGN KEY(concession_signature_id) REFERENCES cs.signature (id),
    CONSTRAINT nonconformance_verified_by_inspection_id_fkey FOREIGN KEY(verified_by_inspection_id) REFERENCES cs.inspection (id),
    CONSTRAINT nonconformance_verified_by_fkey FOREIGN KEY(verified_by) REFERENCES cs.person (id),
    CONSTRAINT nonconformance_closed_by_fkey FOREIGN KEY(closed_by) REFERENCES cs.person (id),
    CONSTRAINT nonconformance_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX nonconformance_inspection_id_idx ON cs.nonconformance (inspection_id);
CREATE INDEX nonconformance_open_idx ON cs.nonconformance (build_id) WHERE state <> 'CLOSED';
CREATE INDEX nonconformance_build_id_idx ON cs.nonconformance (build_id);
CREATE INDEX nonconformance_created_by_idx ON cs.nonconformance (created_by);
COMMENT ON TABLE cs.nonconformance IS 'Nonconformances: opened by a failed item, closed by QC (DOMAIN §1)';
COMMENT ON COLUMN cs.nonconformance.id IS 'Surrogate key';
COMMENT ON COLUMN cs.nonconformance.number IS 'NCR number, made by the server';
COMMENT ON COLUMN cs.nonconformance.build_id IS 'Build';
COMMENT ON COLUMN cs.nonconformance.inspection_id IS 'Inspection in which it was found';
COMMENT ON COLUMN cs.nonconformance.inspection_item_id IS 'Failed item';
COMMENT ON COLUMN cs.nonconformance.description IS 'What is wrong';
COMMENT ON COLUMN cs.nonconformance.state IS 'OPEN, DISPOSITIONED, VERIFIED, CLOSED';
COMMENT ON COLUMN cs.nonconformance.disposition IS 'REWORK, USE_AS_IS, REPLACE or SCRAP';
COMMENT ON COLUMN cs.nonconformance.disposition_reason IS 'Why, and what is to be done';
COMMENT ON COLUMN cs.nonconformance.redo IS 'Test groups and packaging items to do again after a final-QC reject, by form';
COMMENT ON COLUMN cs.nonconformance.disposition_signature_id IS 'QC''s signature';
COMMENT ON COLUMN cs.nonconformance.concession_signature_id IS 'Second signature';
COMMENT ON COLUMN cs.nonconformance.verified_by_inspection_id IS 'Re-inspection';
COMMENT ON COLUMN cs.nonconformance.verified_by IS 'QC person who verified it';
COMMENT ON COLUMN cs.nonconformance.closed_by IS 'Who closed it';
COMMENT ON COLUMN cs.nonconformance.closed_at IS 'When';
COMMENT ON COLUMN cs.nonconformance.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.nonconformance.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.nonconformance.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.task (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    title TEXT NOT NULL,
    nonconformance_id BIGINT,
    done BOOLEAN DEFAULT false NOT NULL,
    done_by BIGINT,
    done_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT task_pkey PRIMARY KEY (id),
    CONSTRAINT task_kind_check CHECK (kind IN ('ASSEMBLY', 'REWORK')),
    CONSTRAINT task_title_length_check CHECK (char_length(btrim(title)) >= 1 AND char_length(title) <= 10000),
    CONSTRAINT task_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT task_nonconformance_id_fkey FOREIGN KEY(nonconformance_id) REFERENCES cs.nonconformance (id),
    CONSTRAINT task_done_by_fkey FOREIGN KEY(done_by) REFERENCES cs.person (id),
    CONSTRAINT task_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX task_build_id_idx ON cs.task (build_id);
CREATE INDEX task_created_by_idx ON cs.task (created_by);
COMMENT ON TABLE cs.task IS 'Work of the assemblers on one build';
COMMENT ON COLUMN cs.task.id IS 'Surrogate key';
COMMENT ON COLUMN cs.task.build_id IS 'Build';
COMMENT ON COLUMN cs.task.kind IS 'ASSEMBLY, or REWORK after a reject';
COMMENT ON COLUMN cs.task.sequence IS 'Order of work';
COMMENT ON COLUMN cs.task.title IS 'What to do';
COMMENT ON COLUMN cs.task.nonconformance_id IS 'NCR that a rework answers';
COMMENT ON COLUMN cs.task.done IS 'Done';
COMMENT ON COLUMN cs.task.done_by IS 'Who did it; set by trigger';
COMMENT ON COLUMN cs.task.done_at IS 'When; set by trigger';
COMMENT ON COLUMN cs.task.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.task.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.task.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.serial_number (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    build_id BIGINT NOT NULL,
    component TEXT NOT NULL,
    item TEXT,
    basin SMALLINT DEFAULT 0 NOT NULL,
    serial TEXT NOT NULL,
    answer_id BIGINT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT serial_number_pkey PRIMARY KEY (id),
    CONSTRAINT serial_number_serial_length_check CHECK (char_length(btrim(serial)) >= 1 AND char_length(serial) <= 200),
    CONSTRAINT serial_number_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT serial_number_answer_id_fkey FOREIGN KEY(answer_id) REFERENCES cs.answer (id),
    CONSTRAINT serial_number_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX serial_number_build_id_idx ON cs.serial_number (build_id);
CREATE INDEX serial_number_serial_idx ON cs.serial_number (serial);
CREATE INDEX serial_number_created_by_idx ON cs.serial_number (created_by);
COMMENT ON TABLE cs.serial_number IS 'Serial numbers built in; append-only, the newest of a component and basin stands';
COMMENT ON COLUMN cs.serial_number.id IS 'Surrogate key';
COMMENT ON COLUMN cs.serial_number.build_id IS 'Build';
COMMENT ON COLUMN cs.serial_number.component IS 'Kind of component, such as TOUCHSCREEN';
COMMENT ON COLUMN cs.serial_number.item IS 'Item number of the component';
COMMENT ON COLUMN cs.serial_number.basin IS 'Basin position, 0 for the sink';
COMMENT ON COLUMN cs.serial_number.serial IS 'Serial number';
COMMENT ON COLUMN cs.serial_number.answer_id IS 'Answer that recorded it';
COMMENT ON COLUMN cs.serial_number.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.serial_number.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.document (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    order_id BIGINT NOT NULL,
    build_id BIGINT,
    answer_id BIGINT,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 BYTEA NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by BIGINT,
    CONSTRAINT document_pkey PRIMARY KEY (id),
    CONSTRAINT document_kind_check CHECK (kind IN ('PURCHASE_ORDER', 'DRAWING', 'PHOTO', 'OTHER')),
    CONSTRAINT document_media_type_check CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    CONSTRAINT document_file_name_length_check CHECK (char_length(btrim(file_name)) >= 1 AND char_length(file_name) <= 255),
    CONSTRAINT document_sha256_check CHECK (octet_length(sha256) = 32),
    CONSTRAINT document_size_check CHECK (size BETWEEN 1 AND 10485760),
    CONSTRAINT document_order_id_fkey FOREIGN KEY(order_id) REFERENCES cs.customer_order (id),
    CONSTRAINT document_build_id_fkey FOREIGN KEY(build_id) REFERENCES cs.build (id),
    CONSTRAINT document_answer_id_fkey FOREIGN KEY(answer_id) REFERENCES cs.answer (id),
    CONSTRAINT document_created_by_fkey FOREIGN KEY(created_by) REFERENCES cs.person (id)
);
CREATE INDEX document_build_id_idx ON cs.document (build_id);
CREATE INDEX document_created_by_idx ON cs.document (created_by);
CREATE INDEX document_order_id_idx ON cs.document (order_id);
CREATE INDEX document_answer_id_idx ON cs.document (answer_id);
COMMENT ON TABLE cs.document IS 'Files of orders, builds and answers';
COMMENT ON COLUMN cs.document.id IS 'Surrogate key';
COMMENT ON COLUMN cs.document.order_id IS 'Order';
COMMENT ON COLUMN cs.document.build_id IS 'Build, when it is about one';
COMMENT ON COLUMN cs.document.answer_id IS 'Answer it is a photo of';
COMMENT ON COLUMN cs.document.kind IS 'PURCHASE_ORDER, DRAWING, PHOTO or OTHER';
COMMENT ON COLUMN cs.document.file_name IS 'Name of the file';
COMMENT ON COLUMN cs.document.media_type IS 'Found from the content, not from the name';
COMMENT ON COLUMN cs.document.size IS 'Bytes';
COMMENT ON COLUMN cs.document.sha256 IS 'Digest of the content';
COMMENT ON COLUMN cs.document.removed_at IS 'When it was taken off the order; the content stays';
COMMENT ON COLUMN cs.document.version IS 'Optimistic lock: every update carries the version it saw plus one';
COMMENT ON COLUMN cs.document.created_at IS 'Start of the inserting transaction, UTC';
COMMENT ON COLUMN cs.document.created_by IS 'Person who made the row; null for the server itself';
CREATE TABLE cs.document_content (
    document_id BIGINT NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT document_content_pkey PRIMARY KEY (document_id),
    CONSTRAINT document_content_content_check CHECK (octet_length(content) BETWEEN 1 AND 10485760),
    CONSTRAINT document_content_document_id_fkey FOREIGN KEY(document_id) REFERENCES cs.document (id)
);
COMMENT ON TABLE cs.document_content IS 'Contents of documents, apart so that lists stay light';
COMMENT ON COLUMN cs.document_content.document_id IS 'Document';
COMMENT ON COLUMN cs.document_content.content IS 'The bytes; audited by hash only';
