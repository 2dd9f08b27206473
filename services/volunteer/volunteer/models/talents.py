"""What volunteers are described by: languages, weekly windows, wishes credentials, certifications."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id

from .activities import ActivityRow
from .base import Base
from .people import VolunteerRow


class LanguageRow(Base):
    """A language of a volunteer, as written; `sought`: the same word whatever its case, to search by."""

    __tablename__ = "volunteer_languages"

    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    sought: Mapped[str] = mapped_column(sa.String(100), primary_key=True, index=True)
    language: Mapped[str] = mapped_column(sa.String(30))


class AvailabilityRow(Base):
    """A time that a volunteer has every week; no two of one volunteer touch. `weekday`: 1 (Monday) to 7; `starts` and
    `ends`: minutes of the district's day, 0 to 1440."""

    __tablename__ = "availability"

    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    starts: Mapped[int] = mapped_column(primary_key=True)
    ends: Mapped[int]


class WishRow(Base):
    """A kind of service that a volunteer wishes to do."""

    __tablename__ = "volunteer_wishes"

    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)


class CredentialRow(Base):
    """What stands behind a volunteer's skill. It counts for as long as the skill is among theirs; `position`: where it
    stands in the volunteer's list; `valid_until`: the last day on which it holds, None for always."""

    __tablename__ = "credentials"

    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    skill: Mapped[str] = mapped_column(sa.String(50))
    evidence: Mapped[str] = mapped_column(sa.String(200))
    valid_until: Mapped[date | None] = mapped_column(sa.Date)


class CertificationRow(Base):
    """What a training or drill certifies a volunteer for. It is there for as long as the attendance of it stands."""

    __tablename__ = "certifications"
    __table_args__ = (sa.Index("certifications_volunteer", "volunteer_id", "skill"),)

    attendance_id: Mapped[str] = mapped_column(Id, primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id))
    activity_id: Mapped[str] = mapped_column(sa.ForeignKey(ActivityRow.activity_id))
    skill: Mapped[str] = mapped_column(sa.String(50))
    earned_on: Mapped[date] = mapped_column(sa.Date)
    valid_until: Mapped[date] = mapped_column(sa.Date)
