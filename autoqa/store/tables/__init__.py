"""All tables. Values that flow through the pipeline stay pydantic; rows are how they are kept."""

from autoqa.store.tables.base import Table
from autoqa.store.tables.jobs import JobKind, JobRow, JobState, RunRow
from autoqa.store.tables.people import AuditRow, UserRole, UserRow
from autoqa.store.tables.recordings import CallRow, LocationRow, RecordingRow
from autoqa.store.tables.results import FindingRow, ItemRow, ScorecardRow, TranscriptRow
from autoqa.store.tables.review import (
    ACCEPTED,
    AppealRow,
    CalibrationCallRow,
    CalibrationRow,
    LabelRow,
    ReviewRow,
    ReviewState,
    SupplementRow,
    VerdictRow,
)
from autoqa.store.tables.sampling import SampleCallRow, SampleRow
from autoqa.store.tables.web import AssignmentRuleRow, WebSessionRow

__all__ = [
    "ACCEPTED",
    "AppealRow",
    "AssignmentRuleRow",
    "AuditRow",
    "CalibrationCallRow",
    "CalibrationRow",
    "CallRow",
    "FindingRow",
    "ItemRow",
    "JobKind",
    "JobRow",
    "JobState",
    "LabelRow",
    "LocationRow",
    "RecordingRow",
    "ReviewRow",
    "ReviewState",
    "RunRow",
    "SampleCallRow",
    "SampleRow",
    "ScorecardRow",
    "SupplementRow",
    "Table",
    "TranscriptRow",
    "UserRole",
    "UserRow",
    "VerdictRow",
    "WebSessionRow",
]
