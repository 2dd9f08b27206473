"""Teams: what each is for, who stands in it, and who and what it was before."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Name
from .people import VolunteerRow


class TeamRow(Base):
    """A team of a community, by code; `parent`: the team that it is a group of; `leader`: the member in that role."""

    __tablename__ = "teams"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(Name)
    community: Mapped[str] = mapped_column(Code, index=True)
    leader: Mapped[str | None] = mapped_column(Id)
    parent: Mapped[str | None] = mapped_column(Code, index=True)
    industry: Mapped[str | None] = mapped_column(sa.String(20))
    sequence: Mapped[int]


class MemberRow(Base):
    """A volunteer who stands in a team now; `since`: in this role and tier, None from before it was kept; `position`:
    where in the team's list. A leader who is not in the list is not `listed`."""

    __tablename__ = "team_members"

    team: Mapped[str] = mapped_column(sa.ForeignKey(TeamRow.code), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True, index=True)
    position: Mapped[int]
    listed: Mapped[bool]
    role: Mapped[str] = mapped_column(sa.String(20))
    tier: Mapped[str | None] = mapped_column(sa.String(20))
    since: Mapped[datetime | None] = mapped_column(Moment)


class PastMemberRow(Base):
    """A time, now over, in which a volunteer stood in a team in one role and tier; `number` counts a team's."""

    __tablename__ = "past_team_members"

    team: Mapped[str] = mapped_column(sa.ForeignKey(TeamRow.code), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), index=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    tier: Mapped[str | None] = mapped_column(sa.String(20))
    since: Mapped[datetime | None] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)


class PurposeRow(Base):
    """What a team was for over a time; the last without an end. `reason`: why it became that, where it was said."""

    __tablename__ = "team_purposes"

    team: Mapped[str] = mapped_column(sa.ForeignKey(TeamRow.code), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(Name)
    industry: Mapped[str | None] = mapped_column(sa.String(20))
    since: Mapped[datetime | None] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(sa.Text)
