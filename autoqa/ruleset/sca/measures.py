"""Operators on the sound, the timing and the metadata of a call."""

from __future__ import annotations

from typing import Any

from autoqa.ruleset.sca.expressions import negated
from autoqa.ruleset.sca.parts import Made, number, tidy
from autoqa.ruleset.sca.reading import Operator

_SLIDING = 10
"""Seconds over which a rate is measured that SCA measures sentence by sentence."""

_JUMP = 12
"""dB of a jump of the voice: SCA's own scale of energy (1 to 9) is not documented in dB."""


def _less(param: dict[str, Any]) -> bool:
    return str(param.get("compareoperator") or "gt").lower() == "lt"


def _seconds(param: dict[str, Any], key: str = "interval") -> float | None:
    milliseconds = number(param.get(key))
    return None if milliseconds is None else tidy(milliseconds / 1000)


def silence(operator: Operator, made: Made) -> None:
    longest = _seconds(operator.param)
    if longest is None or _less(operator.param):
        made.lost.append(f"operator {operator.oid}: a pause shorter than a limit has no counterpart")
        return
    if _seconds(operator.param, "intervalend") is not None:
        made.lost.append("an upper limit of the silence")
    if operator.param.get("differentrole") and made.common.get("role") == "agent":
        made.common = {key: value for key, value in made.common.items() if key != "role"}
        made.only("response_time", longest=longest)
        return
    if operator.param.get("differentrole"):
        made.lost.append("silence between two speakers only; here any silence")
    made.common = {key: value for key, value in made.common.items() if key != "role"}
    made.only("silence", longest=longest)


def rate(operator: Operator, made: Made) -> None:
    limit = number(operator.param.get("velocityinmint"))
    if limit is None:
        made.lost.append(f"operator {operator.oid}: no rate in characters a minute")
        return
    keys: dict[str, Any] = {"min" if _less(operator.param) else "max": tidy(limit)}
    if not operator.param.get("average"):
        keys["sliding"] = _SLIDING
        made.lost.append(f"rate of single sentences; here of every {_SLIDING} seconds of speech")
    made.only("speech_rate", **keys)


def interruption(operator: Operator, made: Made) -> None:
    shortest = _seconds(operator.param)
    if operator.param.get("delaytime"):
        made.lost.append("the delay before an overlap counts; here the customer must have spoken for 0.5 s")
    if made.common.get("role") == "customer":
        made.lost.append(f"operator {operator.oid}: interruptions by the customer have no counterpart")
        return
    made.common = {key: value for key, value in made.common.items() if key != "role"}
    made.only("interruption", **({"shortest": shortest} if shortest else {}))


def role(operator: Operator, made: Made) -> None:
    """Whether the role speaks in the range at all."""
    wanted = {"客服": "agent", "坐席": "agent", "客户": "customer"}.get(str(operator.param.get("targetrole")))
    if wanted is None and "role" not in made.common:
        made.lost.append(f"operator {operator.oid} ({operator.shown}) names no role")
        return
    if wanted is not None:
        made.common = {**made.common, "role": wanted}
    made.only("regex", any=["."])


def hang_up(operator: Operator, made: Made) -> None:
    """Not normal: the agent hangs up."""
    made.common = {}
    made.only("hang_up", by="agent")


def answered_late(operator: Operator, made: Made) -> None:
    """Not normal: the agent does not speak soon after the call is answered."""
    limit = _seconds(operator.param) or 5
    made.common = {"role": "agent"}
    name = made.add("regex", any=["."], window={"from": "connect", "until": f"connect + {limit:g}"})
    made.expression = negated(name)


def energy(operator: Operator, made: Made) -> None:
    made.lost.append(f"the limit of energy on its scale of 1 to 9; here a jump of {_JUMP} dB")
    made.only("loudness", jump=_JUMP)


def sentences(operator: Operator, made: Made) -> None:
    limit = number(operator.param.get("threshold", operator.param.get("interval")))
    who = made.common.pop("role", None) if "role" in made.common else None
    made.common = {}
    if limit is None or who is None:
        made.lost.append(
            f"operator {operator.oid}: sentences are counted of one role here, and a number is needed"
        )
        return
    bound = "max" if _less(operator.param) else "min"
    made.only("talk_share", **{f"{bound}_{who}_turns": int(limit)})


def duration(operator: Operator, made: Made) -> None:
    limit = _seconds(operator.param)
    if limit is None:
        made.lost.append(f"operator {operator.oid}: no length")
        return
    for edge in ("begintype", "endtype"):
        if str(operator.param.get(edge) or "").lower() not in ("", "record", "recording", "begin", "end"):
            made.lost.append("a length from or to a sentence; here from connect to the end of the recording")
    made.common = {}
    keys: dict[str, Any] = {"max" if _less(operator.param) else "min": limit}
    if (most := _seconds(operator.param, "intervalend")) is not None:
        keys["max"] = most
    made.only("duration", **keys)


def metadata(operator: Operator, made: Made) -> None:
    meta = operator.param.get("customerparam")
    if not isinstance(meta, dict) or not meta.get("field") or meta.get("value") in (None, ""):
        made.lost.append(f"operator {operator.oid} ({operator.shown}) names no field and value")
        return
    if meta.get("symbol") not in (None, ""):
        made.lost.append(
            f"comparison number {meta['symbol']} of the field {meta['field']}; here: is equal to"
        )
    made.common = {}
    made.only("metadata", field=str(meta["field"]), is_=[str(meta["value"])])
