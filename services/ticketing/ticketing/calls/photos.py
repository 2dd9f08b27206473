"""What may be asked about photos of needs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE
from contracts.requests import photos as requests

from .. import photos
from .rules import Answer


class Photos:
    @command(requests.AddPhoto, requests.Photo, requires=ANYONE)
    def add_photo(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return photos.add(tx, actor, request)

    @query(requests.PhotoQuery, requests.PhotoContent, requires=ANYONE)
    def photo(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return photos.read(session, actor, request)
