"""One-to-one pairing: who helps which household, and when they were last in touch."""

from __future__ import annotations

from contracts.requests import pairings as ask

from .blueprint import Blueprint

pairings = Blueprint(
    "pairings",
    __name__,
    url_prefix="/api/v1",
    description="One-to-one pairing: who helps which household, and when they were last in touch.",
)

pairings.query(
    "/pairings",
    "volunteer",
    "pairings",
    ask.PairingsQuery,
    ask.Pairings,
    summary="List a community's pairings, or the own, those due the longest first.",
)
pairings.command(
    "/communities/<code:community>/pairings",
    "volunteer",
    "pair",
    ask.Pair,
    ask.Pairing,
    path=("community",),
    status=201,
    summary="Pair a household with a volunteer or an organisation.",
)
pairings.query(
    "/pairings/<id:pairing_id>",
    "volunteer",
    "pairing",
    ask.PairingQuery,
    ask.PairingInFull,
    path=("pairing_id",),
    summary="Read one pairing, with its contacts.",
)
pairings.command(
    "/pairings/<id:pairing_id>/contacts",
    "volunteer",
    "log_contact",
    ask.LogContact,
    ask.Pairing,
    path=("pairing_id",),
    status=201,
    summary="Log a contact: a worker anyone's, others the own.",
)
pairings.command(
    "/pairings/<id:pairing_id>/end",
    "volunteer",
    "end_pairing",
    ask.EndPairing,
    ask.Pairing,
    path=("pairing_id",),
    summary="End a pairing.",
)
