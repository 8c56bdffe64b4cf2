-- The read matrix of DOMAIN §2. First wall: table and column grants; second: row policies (policies.sql).
-- Everybody who has changed the first password.
GRANT SELECT (id, login, full_name, initials, state, language) ON cs.person TO cs_user;
GRANT SELECT ON cs.category, cs.item, cs.flag, cs.setting, cs.workflow_transition,
    cs.notification, cs.notification_read, cs.command, cs.person_role, cs.station, cs.print_record,
    cs.saved_view TO cs_user;
-- Not the list of item numbers: it names those that the service department may not see.
GRANT SELECT (code, category_code, name, description, state, version) ON cs.subcategory TO cs_user;
-- Everybody but the service department: orders, configurations, BOMs, inspections and what a DHR shows.
GRANT SELECT ON cs.customer_order, cs.order_progress, cs.build, cs.configuration, cs.change_request, cs.comment,
    cs.status_history, cs.bom_revision, cs.bom_line, cs.outsourcing, cs.part_issue, cs.rule_set, cs.checklist_template,
    cs.instrument, cs.inspection, cs.inspection_item, cs.answer, cs.reading, cs.nonconformance, cs.assembly_claim,
    cs.task, cs.serial_number, cs.document, cs.document_content, cs.signature, cs.signature_subject,
    cs.item_component, cs.item_alias, cs.subcategory, cs.order_change, cs.work_instruction,
    cs.build_listing, cs.search_words TO cs_reader;
GRANT SELECT ON cs.order_draft, cs.order_draft_file TO cs_coordinator, cs_admin;
GRANT SELECT ON cs.service_order, cs.service_order_line, cs.service_order_step TO cs_service, cs_procurement, cs_admin;
-- Audit images and people's details are for the admin.
GRANT SELECT ON cs.person, cs.catalogue_import, cs.mail_outbox TO cs_admin;
GRANT SELECT ON cs_audit.log, cs_audit.seal, cs_audit.seal_member, cs_audit.security_event TO cs_admin;
-- A newcomer learns which release the database needs and, by cs_adm.who_am_i, that the password must be changed; not who
-- else is there: two people know a one-time password.
GRANT SELECT ON cs.setting, cs_adm.schema_revision TO cs_person, cs_jobs;
GRANT SELECT ON cs_adm.schema_revision TO cs_user;
