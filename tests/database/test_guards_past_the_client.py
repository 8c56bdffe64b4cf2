"""What people with psql and the right role still cannot do: go round a signature, a guard or a fact of DOMAIN §3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import psycopg
import pytest

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.clusters import Clone, create_clone, drop_clone
from tests.support.personas import Persona, make_persona, make_personas
from tests.support.psql_floor import arrived_build, claim, fail_pre_qc, sign, submitted_build, value

Statement = tuple[str, Sequence[object]]


@pytest.fixture(scope="module")
def people(cluster: EmbeddedServer, template_database: str) -> Iterator[Mapping[str, Persona]]:
    clone = create_clone(cluster, template_database)
    yield make_personas(clone)
    drop_clone(clone)


@pytest.fixture
def build(people: Mapping[str, Persona]) -> int:
    """A build with an approved BOM, READY_FOR_PRE_QC."""
    return arrived_build(people["coord"], people["proc"])


def refused(code: str, person: Persona, *statements: Statement) -> str:
    """Run statements in one transaction, expect the last (or the commit) to be refused; returns the detail."""
    with pytest.raises(psycopg.Error) as error, person.connect(autocommit=False) as connection:
        for statement, arguments in statements:
            connection.execute(statement.encode(), arguments)
        connection.commit()
    assert error.value.sqlstate == code, error.value
    return error.value.diag.message_detail or ""


def request_change(people: Mapping[str, Persona], build: int) -> tuple[int, int]:
    """An open change request, and the next revision that answers it but is not named by it yet: their keys."""
    return ask_change(people["coord"], build), next_revision(people["coord"], build)


def ask_change(coordinator: Persona, build: int) -> int:
    """An open change request without a revision; returns its key."""
    with coordinator.connect() as connection:
        return int(
            value(
                connection,
                "INSERT INTO cs.change_request (build_id, what, why) VALUES (%s, 'longer', 'asked for') RETURNING id",
                build,
            )
        )


def next_revision(coordinator: Persona, build: int) -> int:
    """The next configuration and BOM revision of a build, alike the last one."""
    with coordinator.connect(autocommit=False) as connection:
        configuration = value(
            connection,
            "INSERT INTO cs.configuration (build_id, revision, body, rule_set_id) SELECT build_id, revision + 1, body, "
            "rule_set_id FROM cs.configuration WHERE build_id = %s ORDER BY revision DESC LIMIT 1 RETURNING id",
            build,
        )
        old, new = value(
            connection,
            "WITH old AS (SELECT * FROM cs.bom_revision WHERE build_id = %s ORDER BY revision DESC LIMIT 1), new AS ("
            "INSERT INTO cs.bom_revision (build_id, revision, configuration_id, reason, sha256, findings, totals) "
            "SELECT build_id, revision + 1, %s, 'change', sha256, findings, totals FROM old RETURNING id) "
            "SELECT ARRAY[old.id, new.id] FROM old, new",
            build,
            configuration,
        )
        columns = "sequence, path, level, item, kind, name, quantity, extended_quantity, rule, positions, note"
        connection.execute(
            f"INSERT INTO cs.bom_line (bom_revision_id, {columns}) SELECT %s, {columns} FROM cs.bom_line "
            "WHERE bom_revision_id = %s".encode(),
            [new, old],
        )
    return int(new)


def answer_change(people: Mapping[str, Persona], change: int, revision: int) -> None:
    """Let the change request name the revision that answers it."""
    with people["coord"].connect() as connection:
        connection.execute(
            "UPDATE cs.change_request SET bom_revision_id = %s, version = version + 1 WHERE id = %s", [revision, change]
        )


CLOSE = "UPDATE cs.change_request SET state = %s, decision_reason = 'no longer', version = version + 1 WHERE id = %s"


def test_a_change_is_approved_by_signatures_only(people: Mapping[str, Persona], build: int) -> None:
    change, revision = request_change(people, build)
    answer_change(people, change, revision)
    assert refused("CS412", people["coord"], (CLOSE, ["APPROVED", change])) == "not_signed"
    assert refused("CS412", people["proc"], (CLOSE, ["APPROVED", change])) == "not_signed"
    sign(people["proc"], "BOM_APPROVED", "bom_revision", revision)
    with people["qc"].connect() as connection:
        assert value(connection, "SELECT state FROM cs.change_request WHERE id = %s", change) == "APPROVED"
        assert value(connection, "SELECT state FROM cs.bom_revision WHERE id = %s", revision) == "APPROVED"


@pytest.mark.parametrize(("who", "state"), [("coord", "WITHDRAWN"), ("proc", "REJECTED")])
def test_closing_a_change_request_does_not_leave_its_revision_to_be_approved(
    people: Mapping[str, Persona], build: int, who: str, state: str
) -> None:
    change, revision = request_change(people, build)
    answer_change(people, change, revision)
    with people[who].connect() as connection:
        connection.execute(CLOSE, [state, change])
    with pytest.raises(psycopg.Error, match="No open change request names this revision"):
        sign(people["proc"], "BOM_APPROVED", "bom_revision", revision)


def test_a_revision_that_its_change_request_does_not_name_is_not_approved(
    people: Mapping[str, Persona], build: int
) -> None:
    _change, revision = request_change(people, build)
    with pytest.raises(psycopg.Error, match="No open change request names this revision"):
        sign(people["proc"], "BOM_APPROVED", "bom_revision", revision)
    with people["proc"].connect() as connection:
        assert value(connection, "SELECT count(*) FROM cs.signature_subject WHERE record_id = %s", revision) == 0


def test_a_revision_that_was_signed_for_one_change_request_answers_no_other(
    people: Mapping[str, Persona], build: int
) -> None:
    claim(people["asm"], build)
    change, revision = request_change(people, build)
    answer_change(people, change, revision)
    sign(people["proc"], "BOM_APPROVED", "bom_revision", revision)
    with people["proc"].connect() as connection:
        connection.execute(CLOSE, ["REJECTED", change])
    following = ask_change(people["coord"], build)
    with pytest.raises(psycopg.Error) as used:
        answer_change(people, following, revision)
    assert (used.value.sqlstate, used.value.diag.message_detail) == ("CS422", "other_revision")
    fresh = next_revision(people["coord"], build)
    answer_change(people, following, fresh)
    sign(people["qc"], "CHANGE_REVIEWED", "bom_revision", fresh)
    with people["qc"].connect() as connection:
        assert value(connection, "SELECT state FROM cs.bom_revision WHERE id = %s", fresh) == "SUBMITTED"


def test_a_revision_that_a_change_request_named_or_that_is_not_the_newest_answers_no_other(
    people: Mapping[str, Persona], build: int
) -> None:
    change, revision = request_change(people, build)
    answer_change(people, change, revision)
    with people["coord"].connect() as connection:
        connection.execute(CLOSE, ["WITHDRAWN", change])
    following = ask_change(people["coord"], build)
    with pytest.raises(psycopg.Error, match="does not answer this change request"):
        answer_change(people, following, revision)
    unnamed = next_revision(people["coord"], build)
    answer_change(people, following, next_revision(people["coord"], build))
    with pytest.raises(psycopg.Error, match="does not answer this change request"):
        answer_change(people, following, unnamed)


def test_assembly_that_begins_while_a_change_is_open_makes_qcs_signature_necessary(
    people: Mapping[str, Persona], build: int
) -> None:
    change, revision = request_change(people, build)
    answer_change(people, change, revision)
    with people["asm"].database.connect(autocommit=True) as superuser:
        assert value(superuser, "SELECT qc_required FROM cs.change_request WHERE id = %s", change) is False
        # The guard of claims itself, with the status that it demands.
        superuser.execute("ALTER TABLE cs.build DISABLE TRIGGER m_guard")
        superuser.execute(
            "UPDATE cs.build SET status = 'READY_FOR_PRODUCTION', version = version + 1 WHERE id = %s", [build]
        )
        superuser.execute("ALTER TABLE cs.build ENABLE ALWAYS TRIGGER m_guard")
    with people["asm"].connect() as connection:
        connection.execute("INSERT INTO cs.assembly_claim (build_id) VALUES (%s)", [build])
    sign(people["proc"], "BOM_APPROVED", "bom_revision", revision)
    with people["qc"].connect() as connection:
        assert value(connection, "SELECT state FROM cs.bom_revision WHERE id = %s", revision) == "SUBMITTED"
    sign(people["qc"], "CHANGE_REVIEWED", "bom_revision", revision)
    with people["qc"].connect() as connection:
        assert value(connection, "SELECT state FROM cs.bom_revision WHERE id = %s", revision) == "APPROVED"


def test_an_approved_build_gets_no_configuration_without_a_change_request(
    people: Mapping[str, Persona], build: int
) -> None:
    assert (
        refused(
            "CS423",
            people["coord"],
            (
                "INSERT INTO cs.configuration (build_id, revision, body, rule_set_id) SELECT build_id, 2, body, "
                "rule_set_id FROM cs.configuration WHERE build_id = %s",
                [build],
            ),
        )
        == "bom_approved"
    )


def test_an_approved_order_gets_no_more_builds(people: Mapping[str, Persona], build: int) -> None:
    insert = (
        "INSERT INTO cs.build (order_id, build_number, position) "
        "SELECT order_id, 'LATE-1', 9 FROM cs.build WHERE id = %s"
    )
    assert refused("CS423", people["coord"], (insert, [build])) == "order_approved"


def test_procurement_approves_no_bom_without_signing(people: Mapping[str, Persona]) -> None:
    build = submitted_build(people["coord"])
    update = "UPDATE cs.bom_revision SET state = 'APPROVED', version = 2 WHERE build_id = %s"
    assert refused("CS412", people["proc"], (update, [build])) == "not_signed"


@pytest.mark.parametrize("who", ["coord", "proc", "qc", "asm", "admin"])
def test_nobody_moves_a_build_out_of_order(people: Mapping[str, Persona], build: int, who: str) -> None:
    # From READY_FOR_PRE_QC no role reaches any of these; some are refused for the role, some for the order.
    for status in ("ORDER_CREATED", "IN_ASSEMBLY", "TESTING_COMPLETE", "READY_FOR_SHIP", "SHIPPED", "NONSENSE"):
        update = "UPDATE cs.build SET status = %s, version = version + 1 WHERE id = %s"
        assert refused("CS412", people[who], (update, [status, build])) == "no_transition"


def test_a_guard_that_is_open_stops_the_right_role_too(people: Mapping[str, Persona], build: int) -> None:
    move = "UPDATE cs.build SET status = %s, version = version + 1 WHERE id = %s"
    cancel = "UPDATE cs.build SET status = 'CANCELLED', cancel_reason = 'no', version = version + 1 WHERE id = %s"
    assert refused("CS412", people["qc"], (move, ["READY_FOR_PRODUCTION", build])) == "pre_qc_passed"
    assert refused("CS412", people["qc"], (move, ["PRE_QC_REJECTED", build])) == "pre_qc_failed"
    assert refused("CS412", people["coord"], (cancel, [build])) == "cancellation_signed"
    assert refused("CS403", people["asm"], (move, ["READY_FOR_PRODUCTION", build])) == "role_transition"


def test_a_cancellation_is_signed_by_who_cancels_and_with_its_reason(people: Mapping[str, Persona], build: int) -> None:
    sign(people["coord"], "CANCELLATION", "build", build, "customer withdrew")
    cancel = "UPDATE cs.build SET status = 'CANCELLED', cancel_reason = %s, version = version + 1 WHERE id = %s"
    for who, reason in (("admin", "customer withdrew"), ("coord", "never paid")):
        assert refused("CS412", people[who], (cancel, [reason, build])) == "cancellation_signed"
    with people["coord"].connect() as connection:
        connection.execute(cancel.encode(), ["customer withdrew", build])


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_no_build_moves_by_what_was_true_when_a_transaction_began(people: Mapping[str, Persona], level: str) -> None:
    build = submitted_build(people["coord"])
    with people["proc"].connect() as connection:
        revision = value(connection, "SELECT id FROM cs.bom_revision WHERE build_id = %s", build)
    sign(people["proc"], "BOM_APPROVED", "bom_revision", revision)
    move = "UPDATE cs.build SET status = 'SINK_BODY_EXTERNAL_PRODUCTION', version = version + 1 WHERE id = %s"
    with people["proc"].connect(autocommit=False) as connection:
        connection.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
        assert value(connection, "SELECT status FROM cs.build WHERE id = %s", build) == "ORDER_CREATED"
        ask_change(people["coord"], build)
        with pytest.raises(psycopg.Error) as old:
            connection.execute(move.encode(), [build])
    assert (old.value.sqlstate, old.value.diag.message_detail) == ("CS403", "old_reads")
    assert refused("CS412", people["proc"], (move, [build])) == "bom_approved"
    comment = "INSERT INTO cs.comment (order_id, body) SELECT order_id, 'seen' FROM cs.build WHERE id = %s"
    begin: Statement = (f"SET TRANSACTION ISOLATION LEVEL {level}", [])
    assert refused("CS403", people["qc"], begin, (comment, [build])) == "old_reads"


@pytest.mark.parametrize("timing", ["", "SET CONSTRAINTS ALL DEFERRED", "SET CONSTRAINTS ALL IMMEDIATE"])
def test_half_an_order_never_gets_in(people: Mapping[str, Persona], timing: str) -> None:
    order: Statement = (
        "INSERT INTO cs.customer_order (po_number, customer_name, sales_person, want_date) "
        "VALUES ('HALF-1', 'Clinic', 'Desk', current_date + 90) RETURNING id",
        [],
    )
    build: Statement = (
        "INSERT INTO cs.build (order_id, build_number, position) "
        "SELECT id, 'HALF-1', 1 FROM cs.customer_order WHERE po_number = 'HALF-1'",
        [],
    )
    first: list[Statement] = [(timing, [])] if timing else []
    assert refused("CS422", people["coord"], *first, order) == "build_count"
    assert refused("CS412" if "IMM" not in timing else "CS422", people["coord"], *first, order, build) in {
        "not_configured",
        "build_count",
    }
    with people["coord"].connect() as connection:
        assert value(connection, "SELECT count(*) FROM cs.customer_order WHERE po_number = 'HALF-1'") == 0


def test_a_bom_without_its_lines_or_with_lines_added_later_never_gets_in(
    people: Mapping[str, Persona], build: int
) -> None:
    change = ("INSERT INTO cs.change_request (build_id, what, why) VALUES (%s, 'longer', 'asked for')", [build])
    revision = (
        "INSERT INTO cs.bom_revision (build_id, revision, configuration_id, sha256, findings, totals) "
        "SELECT build_id, 2, configuration_id, sha256, findings, totals FROM cs.bom_revision WHERE build_id = %s",
        [build],
    )
    assert refused("CS422", people["coord"], change, revision) == "bom_incomplete"
    line = (
        "INSERT INTO cs.bom_line SELECT bom_revision_id, sequence + 9999, path, level, item, kind, name, quantity, "
        "extended_quantity, rule, positions, note FROM cs.bom_line l "
        "JOIN cs.bom_revision r ON r.id = l.bom_revision_id WHERE r.build_id = %s LIMIT 1",
        [build],
    )
    assert refused("CS423", people["coord"], line) == "bom_frozen"


def test_a_document_without_content_never_gets_in(people: Mapping[str, Persona], build: int) -> None:
    name_only = (
        "INSERT INTO cs.document (order_id, kind, file_name, media_type, size, sha256) "
        "SELECT order_id, 'DRAWING', 'drawing.pdf', 'application/pdf', 3, sha256('pdf') FROM cs.build WHERE id = %s",
        [build],
    )
    assert refused("CS422", people["qc"], name_only) == "no_content"
    other: Statement = (
        "INSERT INTO cs.document_content (document_id, content) SELECT max(id), 'xyz' FROM cs.document",
        [],
    )
    assert refused("CS422", people["qc"], name_only, other) == "content_differs"


def test_a_service_order_without_lines_or_with_lines_added_later_never_gets_in(people: Mapping[str, Persona]) -> None:
    with people["serv"].database.connect(autocommit=True) as superuser:
        superuser.execute("UPDATE cs.item SET service_orderable = true, version = version + 1 WHERE state = 'ACTIVE'")
    empty: Statement = ("INSERT INTO cs.service_order (note) VALUES ('urgent')", [])
    line: Statement = (
        "INSERT INTO cs.service_order_line (service_order_id, item, quantity) "
        "SELECT max(o.id), min(i.number), 1 FROM cs.service_order o, cs.item i",
        [],
    )
    assert refused("CS422", people["serv"], empty) == "no_lines"
    with people["serv"].connect(autocommit=False) as connection:
        for statement, _arguments in (empty, line):
            connection.execute(statement.encode())
    later: Statement = (line[0].replace("min(i.number)", "max(i.number)"), [])
    assert refused("CS423", people["serv"], later) == "cart_sent"


def test_work_that_is_done_keeps_the_name_of_who_did_it(people: Mapping[str, Persona], build: int) -> None:
    with people["asm"].database.connect(autocommit=True) as superuser:
        task = value(
            superuser,
            "INSERT INTO cs.task (build_id, kind, sequence, title) VALUES (%s, 'ASSEMBLY', 1, 'legs') RETURNING id",
            build,
        )
        superuser.execute("ALTER TABLE cs.build DISABLE TRIGGER m_guard")
        superuser.execute("UPDATE cs.build SET status = 'IN_ASSEMBLY', version = version + 1 WHERE id = %s", [build])
        superuser.execute("ALTER TABLE cs.build ENABLE ALWAYS TRIGGER m_guard")
    first, second = people["asm"], make_persona(people["asm"].database, "asm")
    done = "UPDATE cs.task SET done = true, version = version + 1 WHERE id = %s"
    assert refused("CS403", first, (done, [task])) == "not_claimed"
    for assembler in (first, second):
        claim(assembler, build)
    with first.connect() as connection:
        connection.execute(done, [task])
    assert refused("CS423", second, (done, [task])) == "task_done"
    with second.connect() as connection:
        assert value(connection, "SELECT done_by FROM cs.task WHERE id = %s", task) == first.id


def test_a_blind_a_stale_and_a_jumping_version_are_refused(people: Mapping[str, Persona]) -> None:
    build = submitted_build(people["coord"])
    table = "UPDATE cs.customer_order SET notes = 'x'{} WHERE id = (SELECT order_id FROM cs.build WHERE id = %s)"
    for version in ("", ", version = version", ", version = version + 2", ", version = 0"):
        assert refused("CS409", people["coord"], (table.format(version), [build])) == "stale_version"


def test_signed_answers_are_closed_to_every_role(people: Mapping[str, Persona], build: int) -> None:
    inspection = fail_pre_qc(people["qc"], build)
    where = "WHERE inspection_item_id IN (SELECT id FROM cs.inspection_item WHERE inspection_id = %s)"
    for who in ("qc", "asm"):
        update = "UPDATE cs.answer SET note = 'better', version = version + 1"
        assert refused("CS423", people[who], (f"{update} {where}", [inspection])) == "signed"
        by_place = f"{update} WHERE ctid = (SELECT min(ctid) FROM cs.answer {where})"
        assert refused("CS423", people[who], (by_place, [inspection])) == "signed"
    cursor = (f"DECLARE c CURSOR FOR SELECT * FROM cs.answer {where} FOR UPDATE", [inspection])
    fetch: Statement = ("FETCH 1 FROM c", [])
    current: Statement = (
        "UPDATE cs.answer SET note = 'better', version = version + 1 WHERE CURRENT OF c",
        [],
    )
    assert refused("CS423", people["qc"], cursor, fetch, current) == "signed"


def test_one_concession_needs_two_people(people: Mapping[str, Persona], build: int) -> None:
    fail_pre_qc(people["qc"], build)
    with people["qc"].connect() as connection:
        ncr = value(connection, "SELECT min(id) FROM cs.nonconformance WHERE build_id = %s", build)
        connection.execute(
            "UPDATE cs.nonconformance SET disposition = 'USE_AS_IS', disposition_reason = 'harmless', "
            "version = version + 1 WHERE id = %s",
            [ncr],
        )
    sign(people["qc"], "DISPOSITION", "nonconformance", ncr)
    with pytest.raises(psycopg.Error, match="second person"):
        sign(people["qc"], "CONCESSION", "nonconformance", ncr)
    state = "UPDATE cs.nonconformance SET state = %s, version = version + 1 WHERE id = %s"
    assert refused("CS412", people["qc"], (state, ["DISPOSITIONED", ncr])) == "not_signed"
    assert refused("CS412", people["qc"], (state, ["CLOSED", ncr])) == "ncr_transition"
    sign(people["admin"], "CONCESSION", "nonconformance", ncr)


@pytest.mark.parametrize("who", ["coord", "proc", "asm", "admin"])
def test_forms_are_filled_in_and_signed_by_their_role_only(people: Mapping[str, Persona], build: int, who: str) -> None:
    with people["qc"].connect() as connection:
        inspection = value(connection, "SELECT cs.start_inspection(%s, 'PRE_PRODUCTION_CHECK')", build)
    with people[who].connect() as connection, pytest.raises(psycopg.Error) as started:
        connection.execute("SELECT cs.start_inspection(%s, 'PRE_PRODUCTION_CHECK')", [build])
    assert started.value.sqlstate in {"42501", "CS403"}
    for meaning in ("INSPECTION_PASSED", "INSPECTION_FAILED"):
        with pytest.raises(psycopg.Error) as signed:
            sign(people[who], meaning, "inspection", inspection)
        assert signed.value.sqlstate == "CS403"


def test_an_inspection_with_an_unanswered_item_is_not_signed(people: Mapping[str, Persona], build: int) -> None:
    with people["qc"].connect() as connection:
        inspection = value(connection, "SELECT cs.start_inspection(%s, 'PRE_PRODUCTION_CHECK')", build)
        connection.execute(
            "INSERT INTO cs.answer (inspection_item_id, outcome, note) SELECT id, 'FAIL', 'not as drawn' "
            "FROM cs.inspection_item WHERE inspection_id = %s AND required ORDER BY sequence OFFSET 1",
            [inspection],
        )
    with pytest.raises(psycopg.Error) as unanswered:
        sign(people["qc"], "INSPECTION_FAILED", "inspection", inspection)
    assert (unanswered.value.sqlstate, unanswered.value.diag.message_detail) == ("CS412", "unanswered")
    with people["qc"].connect() as connection:
        assert value(connection, "SELECT state FROM cs.inspection WHERE id = %s", inspection) == "OPEN"


def test_clones_are_walled_like_a_real_installation(people: Mapping[str, Persona]) -> None:
    # What all tests of rights stand on: a copied database has no walls of its own.
    clone: Clone = people["qc"].database
    with clone.connect() as superuser:
        owner, public = superuser.execute(
            "SELECT pg_get_userbyid(datdba), (SELECT count(*) FROM aclexplode(datacl) WHERE grantee = 0) "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone() or (None, None)
    assert (owner, public) == ("cs_owner", 0)
