"""Which writes two clicks are counted for: for each button of the tests of double clicks, what it is to write.

A test presses what stands in its table, so that whatever stands here is counted. What writes without a command of its
own, as a password that is changed or a paper that is printed, stands in no table: the tests count that themselves.
"""

from __future__ import annotations

Writes = dict[str, list[str]]
"""By method of the test's cases, which gives the button, the names of the commands that are carried out."""

FIRST: Writes = {
    "claim": ["build.claim"],
    "release": ["build.release_claim"],
    "change_order": ["order.change"],
    "save_view": ["saved_view.save"],
    "ask_for_change": ["change_request.open"],
    "add_station": ["station.add"],
    "add_instrument": ["instrument.add"],
    "make_person": ["person.create"],
    "give_badge": ["person.set_badge"],
    "map_name": ["alias.map"],
    "claim_on_its_page": ["build.claim"],
    "comment": ["comment.add"],
    "cancel": ["build.cancel"],
}
OF_A_BUILD: Writes = {
    "correct_number": ["build.change_number"],
    "send_back": ["bom.send_back"],
    "approve": ["bom.approve"],
    "release": ["build.release"],
    "arrive": ["build.book_arrival"],
    "take_off": ["document.take_off"],
    "start": ["inspection.start"],
    "next_attempt": ["build.move"],
    "accept": ["build.move"],
    "report": ["part_issue.report"],
    "resolve": ["part_issue.settle"],
    "hand_over": ["build.hand_over"],
    "start_at_the_bench": ["inspection.start"],
    "complete_testing": ["build.complete_testing"],
    "complete_packaging": ["build.complete_packaging"],
    "hand_in": ["build.move"],
    "reject": ["build.move"],
    "decide": ["ncr.decide"],
    "concede": ["ncr.concede"],
    "verify": ["ncr.verify"],
    "close": ["ncr.close"],
    "claim_rework": ["build.claim"],
    "finish_task": ["task.finish"],
    "sign_form": ["inspection.sign"],
    "ship": ["build.ship"],
}
OF_CHANGES: Writes = {
    "draw_up": ["change_request.draw_up"],
    "approve": ["bom.approve"],
    "review": ["change_request.review"],
    "reject": ["change_request.close"],
}
OF_DECISIONS: Writes = {"REPLACE": ["build.replace_body"], "SCRAP": ["build.scrap"]}
OF_THE_OFFICE: Writes = {
    "retire_station": ["station.retire"],
    "use_station_again": ["station.take_back"],
    "change_station": ["station.change"],
    "retire_instrument": ["instrument.retire"],
    "use_instrument_again": ["instrument.take_back"],
    "calibrate": ["instrument.calibrate"],
    "rename_instrument": ["instrument.rename"],
    "change_person": ["person.update_person"],
    "give_roles": ["person.set_roles"],
    "take_badge_back": ["person.set_badge"],
    "end_sessions": ["person.end_sessions"],
    "unlock": ["person.unlock_person"],
    # Whoever may not sign in any more, or not with that password, has no session either: a write of its own.
    "disable": ["person.disable_person", "person.end_sessions"],
    "enable": ["person.enable_person"],
    "reset": ["person.end_sessions", "person.reset_password"],
    "seal": ["audit.seal"],
    "save_plant": ["setting.change"],
    "let_service_order": ["item.switch_service"],
    "remove_name": ["alias.remove"],
    "import_catalogue": ["catalogue.import"],
    "request_parts": ["service_order.request"],
    "approve_request": ["service_order.approve"],
    "send_request": ["service_order.fulfil"],
    "reject_request": ["service_order.reject"],
    "withdraw": ["change_request.close"],
    "throw_draft_away": ["draft.delete"],
}
OF_THE_DAY: Writes = {
    "read_notice": ["notification.mark_read"],
    "read_all": ["notification.mark_all_read"],
    "correct_language": ["order.change_language"],
    "attach": ["document.attach"],
    "replace_file": ["document.replace"],
    "repeat": ["order.repeat"],
    "replace_view": ["saved_view.replace"],
    "forget_view": ["saved_view.delete"],
    "revise": ["bom.revise"],
    "approve": ["bom.approve"],
    "mark_lines": ["outsourcing.mark"],
    "follow_line": ["outsourcing.follow"],
    "receive_line": ["outsourcing.follow"],
}
OF_FORMS: Writes = {
    "passed": ["inspection.answer"],
    "failed": [],
    "save": ["inspection.answer"],
    "cancel": [],
    "note": [],
    "save_note": ["inspection.answer"],
    "not_applicable": [],
    "drop": [],
    "text": ["inspection.answer"],
    "choice": ["inspection.answer"],
    "reading": ["inspection.answer"],
    "of_a_basin": [],
    "save_of_a_basin": ["inspection.answer"],
    "photo": ["document.attach"],
}
OF_FAULTS: Writes = {
    "keep_theirs": [],
    "save_mine": ["inspection.answer"],
    "discard": [],
    "again_in_vain": [],
    "again": ["inspection.answer"],
}
OF_PACKING: Writes = {"complete": ["build.complete_packaging"]}
OF_HOME: Writes = {"start": ["inspection.start"]}
OF_TESTS: Writes = {"instrument": ["inspection.answer"]}
AT_THE_DOOR: Writes = {
    "change_password": [],
    "language": ["person.set_own_language"],
    "unlock": ["screen.unlock"],
}
OF_ORDER_ENTRY: Writes = {
    "park_file": ["draft.park_file"],
    "drop_file": ["draft.drop_file"],
    "step": [],
    "step_back": [],
    "step_to_the_end": [],
    "submit": ["order.submit"],
    "throw_away": ["draft.delete"],
}
OF_PAPERS: Writes = {
    "label": ["print.record", "print.record"],
    "label_again": ["print.record"],
    "sheet": ["print.record"],
    "traveler": ["print.record"],
    "bom": ["print.record"],
    "save": ["print.record"],
}

TABLES = (
    *(AT_THE_DOOR, FIRST, OF_A_BUILD, OF_CHANGES, OF_DECISIONS, OF_FORMS, OF_ORDER_ENTRY, OF_TESTS, OF_THE_DAY),
    *(OF_FAULTS, OF_HOME, OF_PACKING, OF_PAPERS, OF_THE_OFFICE),
)

WITHOUT_A_BUTTON = {
    "draft.save": "a draft is saved by itself as it is typed",
    "flag.switch": "no page shows the flags",
    "form.add_draft": "for a page that edits forms: the seed loads those of an installation",
    "form.put_in_force": "by the command line",
    "part_issue.resolve": "the page settles an issue with what follows from it: part_issue.settle",
    "rules.add_draft": "for a page that edits rules: the seed loads those of an installation",
    "rules.put_in_force": "by the command line",
    "saved_view.rename": "the menu of the views only replaces and forgets",
}
"""What the services can write and no button of the client does, each with the reason."""
