"""Who is responsible for a need to which several departments come. Who received it first stays responsible until
somebody else has accepted it (the Beijing standard in force since 2023)."""

from __future__ import annotations


def passes(purpose: str, lead: bool, asked_by: str | None, provider_kind: str | None, provider: str | None) -> bool:
    """Whether the department that now reports in to a whistle becomes responsible. `purpose`, `lead`, `asked_by`: of
    the whistle; `provider_kind`, `provider`: who is responsible now, if anybody.

    The first to come is, whatever it was called for. Afterwards the one named to lead is, and the one to which the
    responsible department itself has handed the need over.
    """
    if provider is None:
        return True
    if provider_kind != "department":
        return False
    return lead or (purpose == "handover" and asked_by == provider)
