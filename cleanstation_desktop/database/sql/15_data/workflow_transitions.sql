-- The moves of DOMAIN §3, row by row. They are part of the programs: made anew with them, before any trigger is attached.
DELETE FROM cs.workflow_transition;
INSERT INTO cs.workflow_transition (from_status, to_status, role, guard) VALUES
    ('ORDER_CREATED', 'SINK_BODY_EXTERNAL_PRODUCTION', 'cs_procurement', 'bom_approved'),
    ('SINK_BODY_EXTERNAL_PRODUCTION', 'READY_FOR_PRE_QC', 'cs_procurement', 'outsourced_lines_received'),
    ('READY_FOR_PRE_QC', 'READY_FOR_PRODUCTION', 'cs_qc', 'pre_qc_passed'),
    ('READY_FOR_PRE_QC', 'PRE_QC_REJECTED', 'cs_qc', 'pre_qc_failed'),
    ('PRE_QC_REJECTED', 'READY_FOR_PRE_QC', 'cs_procurement', 'ncrs_dispositioned'),
    ('PRE_QC_REJECTED', 'READY_FOR_PRE_QC', 'cs_qc', 'ncrs_dispositioned'),
    ('READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'cs_assembler', 'build_claimed'),
    ('IN_ASSEMBLY', 'ON_HOLD_PARTS', 'cs_assembler', 'part_issue_reported'),
    ('TESTING_COMPLETE', 'ON_HOLD_PARTS', 'cs_assembler', 'part_issue_reported'),
    ('PACKAGING_COMPLETE', 'ON_HOLD_PARTS', 'cs_assembler', 'part_issue_reported'),
    ('ON_HOLD_PARTS', 'IN_ASSEMBLY', 'cs_procurement', 'part_issue_resolved'),
    ('ON_HOLD_PARTS', 'TESTING_COMPLETE', 'cs_procurement', 'part_issue_resolved'),
    ('ON_HOLD_PARTS', 'PACKAGING_COMPLETE', 'cs_procurement', 'part_issue_resolved'),
    ('IN_ASSEMBLY', 'TESTING_COMPLETE', 'cs_assembler', 'tasks_done_test_passed'),
    ('TESTING_COMPLETE', 'PACKAGING_COMPLETE', 'cs_assembler', 'packaging_complete'),
    ('PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC', 'cs_assembler', 'ready_statement_signed'),
    ('READY_FOR_FINAL_QC', 'READY_FOR_SHIP', 'cs_qc', 'final_qc_passed'),
    ('READY_FOR_FINAL_QC', 'FINAL_QC_REJECTED', 'cs_qc', 'final_qc_failed'),
    ('FINAL_QC_REJECTED', 'IN_ASSEMBLY', 'cs_assembler', 'rework_claimed'),
    ('READY_FOR_SHIP', 'SHIPPED', 'cs_coordinator', 'shipping_date_entered'),
    -- A change can reopen the final QC of a build that waits to be shipped: it fails there as it does before.
    ('READY_FOR_SHIP', 'FINAL_QC_REJECTED', 'cs_qc', 'final_qc_failed');
-- Any status before SHIPPED can be cancelled by signature.
INSERT INTO cs.workflow_transition (from_status, to_status, role, guard)
SELECT status, 'CANCELLED', role, 'cancellation_signed'
  FROM unnest(ARRAY['ORDER_CREATED', 'SINK_BODY_EXTERNAL_PRODUCTION', 'READY_FOR_PRE_QC', 'PRE_QC_REJECTED',
                    'READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'ON_HOLD_PARTS', 'TESTING_COMPLETE', 'PACKAGING_COMPLETE',
                    'READY_FOR_FINAL_QC', 'FINAL_QC_REJECTED', 'READY_FOR_SHIP']) AS status
 CROSS JOIN unnest(ARRAY['cs_coordinator', 'cs_admin']) AS role;
-- A replaced body is made anew; a scrapped one cancels its build (DOMAIN §1, nonconformance).
INSERT INTO cs.workflow_transition (from_status, to_status, role, guard)
SELECT status, move.to_status, 'cs_qc', move.guard
  FROM unnest(ARRAY['PRE_QC_REJECTED', 'READY_FOR_PRODUCTION', 'IN_ASSEMBLY', 'TESTING_COMPLETE', 'PACKAGING_COMPLETE',
                    'ON_HOLD_PARTS', 'READY_FOR_FINAL_QC', 'FINAL_QC_REJECTED', 'READY_FOR_SHIP']) AS status
 CROSS JOIN (VALUES ('SINK_BODY_EXTERNAL_PRODUCTION', 'disposition_replace'),
                    ('CANCELLED', 'disposition_scrap')) AS move (to_status, guard);
