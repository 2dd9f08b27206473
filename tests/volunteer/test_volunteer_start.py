from __future__ import annotations

import os
import subprocess
import sys

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from chassis.testing import assert_migrations_match
from volunteer.models import Base


def test_models_and_migrations_agree(database_url):
    url = make_url(database_url("volunteer"))
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg2")
    assert_migrations_match(Base.metadata, "volunteer", sa.create_engine(url))


def test_without_a_telephone_key_it_does_not_start_and_says_what_it_takes(amqp_url, tmp_path):
    environment = {**os.environ, "LINLI_AMQP_URL": amqp_url, "LINLI_DATA": str(tmp_path), "LINLI_PHONE_KEY": "short"}
    ended = subprocess.run(
        [sys.executable, "-m", "chassis.run", "volunteer"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2
    assert "LINLI_PHONE_KEY takes" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "short" not in ended.stderr.replace("shorter", "")
