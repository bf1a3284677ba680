"""Tables of the ground floor, one model per file."""

from registry.models.agency import Agency
from registry.models.event import Event
from registry.models.former_number import FormerNumber
from registry.models.grants import AgencyGroupPermission, AgencyUserPermission
from registry.models.identity import Identity
from registry.models.job import Job
from registry.models.membership import Membership
from registry.models.membership_claim import MembershipClaim
from registry.models.noted import Noted
from registry.models.seal import Seal, SealEntry, SealReader
from registry.models.second_step import RecoveryCode, SecondStep
from registry.models.session import Session
from registry.models.sign_in_failure import SignInFailure
from registry.models.solution import Solution
from registry.models.solution_use import SolutionUse
from registry.models.supplier import Supplier
from registry.models.token import ApiToken, Scope
from registry.models.user import Language, Notify, User

__all__ = [
    "Agency",
    "AgencyGroupPermission",
    "AgencyUserPermission",
    "ApiToken",
    "Event",
    "FormerNumber",
    "Identity",
    "Job",
    "Language",
    "Membership",
    "MembershipClaim",
    "Noted",
    "Notify",
    "RecoveryCode",
    "Scope",
    "Seal",
    "SealEntry",
    "SealReader",
    "SecondStep",
    "Session",
    "SignInFailure",
    "Solution",
    "SolutionUse",
    "Supplier",
    "User",
]
