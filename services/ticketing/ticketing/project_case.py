"""One micro-project in the hands of one actor: the only way a project changes.

A case loads the project locked, asks the table of states, keeps the history and counts the version; the service's
commands say what else each step changes.
"""

from __future__ import annotations

from typing import Any, Self

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Forbidden, NotFound
from contracts import Event

from . import project_life
from .models import ProjectRow, ProjectStepRow


class ProjectCase:
    """The project of a row that is locked, worked on in `tx` by `actor`."""

    def __init__(self, tx: Transaction, actor: Actor, project: ProjectRow) -> None:
        self.tx, self.actor, self.project = tx, actor, project

    @classmethod
    def of(cls, tx: Transaction, actor: Actor, request: dict[str, Any]) -> Self:
        """The case of an existing project. Raises `NotFound`."""
        project = tx.session.get(ProjectRow, request["project_id"], with_for_update=True)
        if project is None:
            raise NotFound("project", request["project_id"])
        return cls(tx, actor, project)

    @classmethod
    def new(cls, tx: Transaction, actor: Actor, project: ProjectRow) -> Self:
        """The case of a project proposed just now."""
        tx.session.add(project)
        tx.session.flush()
        case = cls(tx, actor, project)
        role = project_life.role_in(project_life.WORKER, actor)
        case._write("propose", None, project_life.FIRST, role, None, project.budget_fen)
        return case

    def may(self, action: str) -> project_life.Move:
        """The step, not taken yet. Raises `Forbidden` where it is not the actor's to take, and `Conflict` with `state`
        and `possible` where the state does not allow it."""
        held = project_life.ties(self.actor, self.project.community, self.project.organisation)
        decided = project_life.decide(action, standing(self.project, self.actor), held)
        if isinstance(decided, project_life.Move):
            return decided
        if decided.who:
            raise Forbidden(decided.code, action=action, who=list(decided.who))
        raise Conflict(decided.code, state=self.project.state, possible=list(decided.possible))

    def take(self, action: str, reason: str | None = None, amount_fen: int | None = None) -> Self:
        """Take the step, or refuse as `may` does."""
        step = self.may(action)
        role = project_life.role_in(step.by, self.actor)
        self._write(action, self.project.state, step.to, role, reason, amount_fen)
        return self

    def tell(self, event: type[Event], /, **data: Any) -> None:
        """Emit an event of the step just taken."""
        project = self.project
        self.tx.emit(
            event(  # type: ignore[call-arg]
                community=project.community, sequence=project.version, project_id=project.project_id, **data
            )
        )

    def _write(
        self, action: str, before: str | None, after: str, role: str, reason: str | None, amount_fen: int | None
    ) -> None:
        project = self.project
        project.version += 1
        project.state = after
        self.tx.session.add(
            ProjectStepRow(
                project_id=project.project_id,
                position=project.version,
                action=action,
                from_state=before,
                to_state=after,
                at=self.tx.now,
                actor=self.actor.person_id,
                actor_role=role,
                organisation=project.organisation,
                reason=reason,
                amount_fen=amount_fen,
            )
        )


def standing(project: ProjectRow, actor: Actor) -> project_life.Standing:
    """What the table of states must know."""
    return project_life.Standing(
        state=project.state,
        own_result=project.finished_by == actor.person_id,
        awarded=project.award_fen is not None,
    )
