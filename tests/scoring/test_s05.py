"""电销质检标准918, worked by hand from the document: each item loses 0, 1, 2, 6 or 8 by how many of its
points fail."""

from __future__ import annotations

import pytest

from autoqa.scoring import score
from autoqa.types import Status
from tests.scoring.build import bounds, findings, shipped

POLITE = {
    "opening__greeting": "pass",
    "closing__thanks": "pass",
    "opening__identity": "pass",
    "address__customer": "pass",
    "closing__hang_up": "pass",
}


@pytest.mark.parametrize(
    ("failed", "expected"),
    [
        ((), (7, 8)),  # nothing lost, or 1 if the smile was not there: a person hears that
        (("closing__thanks",), (6, 6)),  # 一项不到位 2: 8 - 2
        (("closing__thanks", "opening__identity"), (2, 2)),  # 两项不到位 6: 8 - 6
        (("closing__thanks", "opening__identity", "closing__hang_up"), (0, 0)),  # 三项不到位 8: 8 - 8
        (tuple(POLITE), (0, 0)),
    ],
)
def test_levels_of_politeness(failed: tuple[str, ...], expected: tuple[float, float]) -> None:
    verdicts = POLITE | dict.fromkeys(failed, "fail")
    item = score(shipped("dianxiao-918"), findings(**verdicts)).items[0]
    assert (item.low, item.high) == expected


def test_who_hung_up_is_not_known() -> None:
    verdicts = POLITE | {"closing__thanks": "fail", "closing__hang_up": "unsure"}
    result = score(shipped("dianxiao-918"), findings(**verdicts))
    # one point fails, perhaps two: 8 - 2 = 6 or 8 - 6 = 2
    assert (result.items[0].status, result.items[0].low, result.items[0].high) == (Status.UNSURE, 2, 6)
    # 服务 36 = 8 + 8 + 8 + 6 + 6; of 技巧 40 the source prints 8 + 8 = 16; all but politeness is for a person
    assert (result.score.max, result.score.pending) == (52, 52)
    assert bounds(result) == (2, 6 + 44)
