-- Who may write which columns; triggers check the rest (versions, order of moves, frozen rows).
-- Coordinator: orders until approval, change requests, shipping.
GRANT INSERT (title, body), UPDATE (title, body, version), DELETE ON cs.order_draft TO cs_coordinator;
GRANT INSERT (order_draft_id, file_name, media_type, sha256, content), DELETE ON cs.order_draft_file TO cs_coordinator;
GRANT INSERT (po_number, customer_name, project_name, sales_person, want_date, notes, language),
      UPDATE (po_number, customer_name, project_name, sales_person, want_date, notes, language, version)
    ON cs.customer_order TO cs_coordinator;
GRANT INSERT (order_id, build_number, position) ON cs.build TO cs_coordinator;
GRANT INSERT (build_id, revision, body, rule_set_id) ON cs.configuration TO cs_coordinator;
GRANT INSERT (build_id, revision, configuration_id, reason, sha256, findings, totals) ON cs.bom_revision TO cs_coordinator;
GRANT INSERT ON cs.bom_line TO cs_coordinator;
GRANT INSERT (build_id, what, why), UPDATE (bom_revision_id, state, decision_reason, version)
    ON cs.change_request TO cs_coordinator;
GRANT UPDATE (removed_at, version) ON cs.document TO cs_coordinator, cs_admin;
-- Moves: the status trigger asks for the role and the guard of each.
GRANT UPDATE (status, version) ON cs.build TO cs_procurement, cs_assembler;
GRANT UPDATE (status, cancel_reason, version) ON cs.build TO cs_qc, cs_admin;
GRANT UPDATE (build_number, status, cancel_reason, shipped_on, version) ON cs.build TO cs_coordinator;
-- Procurement.
GRANT UPDATE (state, send_back_reason, version) ON cs.bom_revision TO cs_procurement;
GRANT INSERT (build_id, path, supplier, expected_on), UPDATE (supplier, state, expected_on, version)
    ON cs.outsourcing TO cs_procurement;
GRANT UPDATE (state, resolution, version) ON cs.part_issue TO cs_procurement;
GRANT UPDATE (state, decision_reason, version) ON cs.change_request TO cs_procurement;
GRANT UPDATE (state, reject_reason, version) ON cs.service_order TO cs_procurement;
GRANT UPDATE (approved_quantity, version) ON cs.service_order_line TO cs_procurement;
-- QC and assemblers fill in their forms; who, when and which is checked row by row.
GRANT INSERT (inspection_item_id, outcome, choice, text_value, number_value, instrument_id, note),
      UPDATE (outcome, choice, text_value, number_value, instrument_id, note, version)
    ON cs.answer TO cs_qc, cs_assembler;
GRANT UPDATE (disposition, disposition_reason, redo, state, version) ON cs.nonconformance TO cs_qc;
GRANT INSERT (build_id, person_id), UPDATE (ended_how, handed_to, version) ON cs.assembly_claim TO cs_assembler;
GRANT UPDATE (done, version) ON cs.task TO cs_assembler;
GRANT INSERT (build_id, path, what, description) ON cs.part_issue TO cs_assembler;
-- Service department.
GRANT INSERT (note) ON cs.service_order TO cs_service;
GRANT INSERT (service_order_id, item, quantity) ON cs.service_order_line TO cs_service;
-- Everybody who reads orders comments, attaches and prints; the service department prints its own.
GRANT INSERT (order_id, build_id, body) ON cs.comment TO cs_reader;
GRANT INSERT (order_id, build_id, answer_id, kind, file_name, media_type, size, sha256) ON cs.document TO cs_reader;
GRANT INSERT (document_id, content) ON cs.document_content TO cs_reader;
GRANT INSERT (document_kind, record, reason, station) ON cs.print_record TO cs_user;
GRANT INSERT (notification_id, person_id, at) ON cs.notification_read TO cs_user;
GRANT INSERT (person_id, screen, name, filter), UPDATE (name, filter, version), DELETE ON cs.saved_view TO cs_user;
-- Admin: master data; never a signed record.
GRANT INSERT, UPDATE ON cs.category, cs.subcategory, cs.item TO cs_admin;
GRANT INSERT, UPDATE, DELETE ON cs.item_component TO cs_admin;
GRANT INSERT (alias, item_number, reason), UPDATE (item_number, reason, version), DELETE ON cs.item_alias TO cs_admin;
GRANT INSERT (sha256, findings, counts) ON cs.catalogue_import TO cs_admin;
GRANT INSERT (family, number, state, body, sha256), UPDATE (state, body, sha256, version) ON cs.rule_set TO cs_admin;
GRANT INSERT (kind, number, document_number, revision, state, body, sha256),
      UPDATE (document_number, revision, state, body, sha256, version) ON cs.checklist_template TO cs_admin;
GRANT INSERT (kind, subject, number, document_number, revision, state, body, sha256),
      UPDATE (document_number, revision, state, body, sha256, version) ON cs.work_instruction TO cs_admin;
GRANT INSERT (number, name, calibration_due), UPDATE (name, calibration_due, retired_at, version)
    ON cs.instrument TO cs_admin;
GRANT INSERT (name, location), UPDATE (name, location, retired_at, version) ON cs.station TO cs_admin;
GRANT UPDATE (enabled, version) ON cs.flag TO cs_admin;
GRANT UPDATE (value, version) ON cs.setting TO cs_admin;
