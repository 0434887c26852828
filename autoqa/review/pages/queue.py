"""The queue page."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.responses import Response

from autoqa.review.facets import facets
from autoqa.review.queue import MOST_COUNTED, PAGE, Filters, left, listing, next_call
from autoqa.review.triage import Band
from autoqa.review.visit import Visit


def show(visit: Visit) -> Response:
    """The whole page, or only its list where a script asks for it."""
    filters = Filters.of(visit.query)
    with visit.desk.store.read() as session:
        found = listing(session, filters, visit.person, visit.desk.settings.zone)
        counts = left(session, visit.person)
        offered = facets(session, visit.desk)
    pages = -(-min(found.count, MOST_COUNTED) // PAGE)
    partial = visit.request.headers.get("hx-request") == "true"
    return visit.page(
        "_listing.html.j2" if partial else "queue.html.j2",
        filters=filters,
        found=found,
        counts=counts,
        total=sum(count for band, count in counts.items() if band is not Band.REST),
        facets=offered,
        pages=pages,
        bands=Band,
        most=MOST_COUNTED,
        now=datetime.now(UTC),
        link=lambda **values: "/queue?" + urlencode(filters.changed(**values)),
    )


def next_one(visit: Visit) -> Response:
    """Straight to the next call; back to the queue when nothing is left."""
    after = visit.query.get("after", "")
    with visit.desk.store.read() as session:
        call = next_call(
            session,
            visit.person,
            int(after) if after.isdigit() else None,
            datetime.now(UTC),
            mine=visit.query.get("who") == "me",
        )
    return visit.go(f"/calls/{call}" if call is not None else "/queue?notice=done")
