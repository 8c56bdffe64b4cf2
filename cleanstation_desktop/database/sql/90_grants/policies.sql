-- Row policies. Functions are wrapped in a sub-select so that each runs once per statement, not once per row.
ALTER TABLE cs.nonconformance ENABLE ROW LEVEL SECURITY;
-- Procurement, QC and admin read all nonconformances, the others those of builds they work on (DOMAIN §2).
CREATE POLICY read_all ON cs.nonconformance FOR SELECT TO cs_procurement, cs_qc, cs_admin USING (true);
CREATE POLICY read_own_builds ON cs.nonconformance FOR SELECT TO cs_assembler
    USING (build_id IN (SELECT c.build_id FROM cs.assembly_claim c WHERE c.person_id = (SELECT cs.current_person_id())));
CREATE POLICY read_own_orders ON cs.nonconformance FOR SELECT TO cs_coordinator
    USING (build_id IN (SELECT b.id FROM cs.build b JOIN cs.customer_order o ON o.id = b.order_id
                         WHERE o.created_by = (SELECT cs.current_person_id())));
CREATE POLICY change ON cs.nonconformance FOR UPDATE TO cs_qc USING (true);

-- What was signed of a nonconformance is read like the nonconformance.
ALTER TABLE cs.signature_subject ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_others ON cs.signature_subject FOR SELECT TO cs_reader USING (record_kind <> 'nonconformance');
CREATE POLICY read_nonconformances ON cs.signature_subject FOR SELECT TO cs_reader
    USING (record_kind = 'nonconformance' AND record_id IN (SELECT n.id FROM cs.nonconformance n));

ALTER TABLE cs.item ENABLE ROW LEVEL SECURITY;
-- The service department browses what it may order.
CREATE POLICY read_all ON cs.item FOR SELECT TO cs_reader USING (true);
CREATE POLICY read_orderable ON cs.item FOR SELECT TO cs_service USING (service_orderable AND state = 'ACTIVE');
CREATE POLICY add ON cs.item FOR INSERT TO cs_admin WITH CHECK (true);
CREATE POLICY change ON cs.item FOR UPDATE TO cs_admin USING (true);

ALTER TABLE cs.notification ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_own ON cs.notification FOR SELECT TO cs_user
    USING (person_id = (SELECT cs.current_person_id()) OR role = ANY ((SELECT cs.own_groups())::text[]));
ALTER TABLE cs.notification_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_own ON cs.notification_read FOR SELECT TO cs_user USING (person_id = (SELECT cs.current_person_id()));
CREATE POLICY add_own ON cs.notification_read FOR INSERT TO cs_user
    WITH CHECK (person_id = (SELECT cs.current_person_id()));

ALTER TABLE cs.saved_view ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON cs.saved_view TO cs_user USING (person_id = (SELECT cs.current_person_id()))
    WITH CHECK (person_id = (SELECT cs.current_person_id()));

ALTER TABLE cs.command ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_own ON cs.command FOR SELECT TO cs_user
    USING (person_id = (SELECT cs.current_person_id()) OR (SELECT cs.has_role('cs_admin')));

ALTER TABLE cs.person_role ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_own ON cs.person_role FOR SELECT TO cs_user
    USING (person_id = (SELECT cs.current_person_id()) OR (SELECT cs.has_role('cs_admin')));

ALTER TABLE cs.assembly_claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_all ON cs.assembly_claim FOR SELECT TO cs_reader USING (true);
CREATE POLICY claim_oneself ON cs.assembly_claim FOR INSERT TO cs_assembler
    WITH CHECK (person_id = (SELECT cs.current_person_id()));
CREATE POLICY end_own ON cs.assembly_claim FOR UPDATE TO cs_assembler USING (person_id = (SELECT cs.current_person_id()));

ALTER TABLE cs.setting ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_all ON cs.setting FOR SELECT TO cs_person, cs_user, cs_jobs USING (true);
-- The mark of the environment and the digest of the programs belong to the installer.
CREATE POLICY change ON cs.setting FOR UPDATE TO cs_admin USING (name NOT IN ('environment', 'program_digest', 'definition_digest'));

ALTER TABLE cs.document ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_all ON cs.document FOR SELECT TO cs_reader USING (true);
CREATE POLICY add ON cs.document FOR INSERT TO cs_reader WITH CHECK (true);
CREATE POLICY take_off ON cs.document FOR UPDATE TO cs_coordinator, cs_admin USING (true);

ALTER TABLE cs.print_record ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_all ON cs.print_record FOR SELECT TO cs_reader USING (true);
CREATE POLICY read_own ON cs.print_record FOR SELECT TO cs_user USING (created_by = (SELECT cs.current_person_id()));
-- Orders, BOMs and sheets are printed by who reads them; a pick list by the service department too.
CREATE POLICY add ON cs.print_record FOR INSERT TO cs_reader WITH CHECK (true);
CREATE POLICY add_pick_list ON cs.print_record FOR INSERT TO cs_service WITH CHECK (document_kind = 'PICK_LIST');
