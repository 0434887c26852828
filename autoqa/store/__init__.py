"""What is kept: recordings, calls, transcripts, scorecards, jobs, and what people decided.

Open with :func:`open_store`; read and write through short sessions::

    store = open_store(settings.db)
    with store.read() as session:
        card = current_scorecard(session, call_id)
    with store.write() as session:
        note(session, "anna", "view", f"call:{call_id}")

Rows are SQLAlchemy classes in :mod:`autoqa.store.tables`. A change of tables needs a migration in
``autoqa/store/migrations/versions`` (see CONTRIBUTING.md).
"""

from autoqa.store.audit import note
from autoqa.store.calls import call_of, metadata_of, put_call
from autoqa.store.heard import add_transcript, heard_of, latest_transcript
from autoqa.store.scorecards import add_scorecard, current_scorecard, fingerprint
from autoqa.store.store import Store, open_store

__all__ = [
    "Store",
    "add_scorecard",
    "add_transcript",
    "call_of",
    "current_scorecard",
    "fingerprint",
    "heard_of",
    "latest_transcript",
    "metadata_of",
    "note",
    "open_store",
    "put_call",
]
