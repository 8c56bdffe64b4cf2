"""Tabs of a build that its order has too: documents, comments, timeline."""

from __future__ import annotations

from cleanstation_desktop.services import timeline
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.builds.tab import BuildTab
from cleanstation_desktop.ui.orders.comments_panel import CommentsPanel
from cleanstation_desktop.ui.orders.documents_panel import DocumentsPanel
from cleanstation_desktop.ui.orders.timeline_panel import TimelinePanel
from cleanstation_desktop.ui.screen import Screen


class DocumentsTab(BuildTab):
    """Files of the build and of the whole order."""

    def __init__(self, screen: Screen, build_id: int) -> None:
        super().__init__(screen)
        self.panel = DocumentsPanel(screen, build_id=build_id)
        self.body.addWidget(self.panel, 1)

    def show_facts(self, facts: BuildFacts) -> None:
        """Read the files."""
        head = facts.build.head
        self.panel.load(head.order_id, {head.id: head.build_number})


class CommentsTab(BuildTab):
    """Remarks on the order; what is written here belongs to this build."""

    def __init__(self, screen: Screen, build_id: int) -> None:
        super().__init__(screen)
        self.panel = CommentsPanel(screen, build_id=build_id)
        self.body.addWidget(self.panel, 1)

    def show_facts(self, facts: BuildFacts) -> None:
        """Read the remarks."""
        self.panel.load(facts.build.head.order_id)

    def unsaved(self) -> str:
        """A comment that was not sent."""
        return self.panel.unsaved()


class TimelineTab(BuildTab):
    """What happened to the build and to its order as a whole."""

    def __init__(self, screen: Screen, build_id: int) -> None:
        super().__init__(screen)
        session = screen.client.session
        self.panel = TimelinePanel(
            screen, lambda offset, limit: timeline.build_timeline(session, build_id, offset=offset, limit=limit)
        )
        self.body.addWidget(self.panel, 1)

    def show_facts(self, facts: BuildFacts) -> None:
        """Read what happened."""
        self.panel.load()
