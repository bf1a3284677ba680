"""Addresses below /api/v1/ that the archive answers."""

from django.urls import path

from assessments.api.views.assessments import Assessments
from assessments.api.views.bank import Bank
from assessments.api.views.checklist import Checklists
from assessments.api.views.comparisons import Comparisons
from assessments.api.views.drafts import Drafts
from assessments.api.views.history import FollowUps, Lineage, Versions
from assessments.api.views.notices import Notices, Watching
from assessments.api.views.picked import PickedRows, PickedUpdates
from assessments.api.views.proposals import Proposals, Proposing, Remarks
from assessments.api.views.pulling import Pulls
from assessments.api.views.requests import AccessRequests, AskingFor
from assessments.api.views.review import Comments, Review
from assessments.api.views.rows import Rows
from assessments.api.views.schemas import Schemas
from assessments.api.views.sharing import NamedAgencies, ShareLinks
from assessments.api.views.versions import OneVersion
from assessments.api.views.withholding import DraftMarks, Grounds, Withholdings

LIST = {"get": "list", "post": "create"}
A = "assessments/<uuid:assessment>/"
D = f"{A}draft/"
ROWS = f"{D}rows/<slug:collection>/"
PICKED = f"{A}picked-rows/<slug:collection>/<uuid:row>/"
V = "versions/<uuid:version>/"
P = "proposals/<uuid:proposal>/"
R = "access-requests/<uuid:access_request>/"

urlpatterns = [
    path("schemas/", Schemas.as_view({"get": "list"}), name="api-schemas"),
    path("schemas/<slug:digest>/", Schemas.as_view({"get": "retrieve"}), name="api-schema"),
    path(
        "schemas/<slug:digest>/json-schema/", Schemas.as_view({"get": "json_schema"}), name="api-json-schema"
    ),
    path("grounds/", Grounds.as_view({"get": "list"}), name="api-grounds"),
    path("comparisons/", Comparisons.as_view({"get": "retrieve"}), name="api-comparisons"),
    path("bank/", Bank.as_view({"get": "list"}), name="api-bank"),
    path("bank/<slug:collection>/<uuid:row>/", Bank.as_view({"get": "retrieve"}), name="api-bank-row"),
    path("assessments/", Assessments.as_view(LIST), name="api-assessments"),
    path(A, Assessments.as_view({"get": "retrieve"}), name="api-assessment"),
    path(f"{A}revise", Assessments.as_view({"post": "revise"}), name="api-revise"),
    path(f"{A}share", Assessments.as_view({"post": "share"}), name="api-share"),
    path(f"{A}named-agencies/", NamedAgencies.as_view(LIST), name="api-named-agencies"),
    path(
        f"{A}named-agencies/<uuid:agency>/",
        NamedAgencies.as_view({"delete": "destroy"}),
        name="api-named-agency",
    ),
    path(f"{A}checklist/", Checklists.as_view({"get": "retrieve"}), name="api-checklist"),
    path(f"{A}checklist/answers/", Checklists.as_view({"post": "create"}), name="api-checklist-answers"),
    path(f"{A}share-links/", ShareLinks.as_view(LIST), name="api-share-links"),
    path(
        f"{A}share-links/<uuid:share_link>/revoke",
        ShareLinks.as_view({"post": "revoke"}),
        name="api-share-link-revoke",
    ),
    path(f"{A}access-requests/", AskingFor.as_view(LIST), name="api-asking-for"),
    path("access-requests/", AccessRequests.as_view({"get": "list"}), name="api-access-requests"),
    path(R, AccessRequests.as_view({"get": "retrieve"}), name="api-access-request"),
    path(f"{R}grant", AccessRequests.as_view({"post": "grant"}), name="api-access-grant"),
    path(f"{R}refuse", AccessRequests.as_view({"post": "refuse"}), name="api-access-refuse"),
    path(f"{R}withdraw", AccessRequests.as_view({"post": "withdraw"}), name="api-access-withdraw"),
    path(f"{A}link", Assessments.as_view({"post": "link"}), name="api-link"),
    path(f"{A}watch/", Watching.as_view({"put": "update", "delete": "destroy"}), name="api-watch"),
    path("notices/", Notices.as_view({"get": "list"}), name="api-notices"),
    path("notices/read", Notices.as_view({"post": "mark_read"}), name="api-notices-read"),
    path(f"{A}versions/", Versions.as_view({"get": "list"}), name="api-versions"),
    path(f"{A}lineage/", Lineage.as_view({"get": "retrieve"}), name="api-lineage"),
    path(f"{A}follow-ups/", FollowUps.as_view({"get": "list"}), name="api-follow-ups"),
    path(f"{A}measures/<uuid:row>/follow-up", FollowUps.as_view({"put": "save"}), name="api-follow-up"),
    path(f"{A}picked-rows/", PickedRows.as_view(LIST), name="api-picked-rows"),
    path(PICKED, PickedUpdates.as_view({"get": "retrieve", "post": "take_over"}), name="api-picked-update"),
    path(f"{PICKED}choices/", PickedUpdates.as_view({"put": "choose"}), name="api-picked-choices"),
    path(
        f"{PICKED}never",
        PickedUpdates.as_view({"put": "decline", "delete": "follow"}),
        name="api-picked-never",
    ),
    path(f"{A}pull/", Pulls.as_view({"get": "retrieve", "post": "take_over"}), name="api-pull"),
    path(f"{A}pull/choices/", Pulls.as_view({"put": "choose"}), name="api-pull-choices"),
    path(f"{A}pull/choices/take-all", Pulls.as_view({"post": "take_all"}), name="api-pull-take-all"),
    path(f"{A}pull/undo", Pulls.as_view({"post": "undo"}), name="api-pull-undo"),
    path(f"{A}proposable/", Proposing.as_view({"get": "proposable"}), name="api-proposable"),
    path(f"{A}proposals/", Proposing.as_view(LIST), name="api-proposals"),
    path(f"{A}proposals/preview", Proposing.as_view({"post": "preview"}), name="api-proposal-preview"),
    path("proposals/", Proposals.as_view({"get": "list"}), name="api-all-proposals"),
    path(P, Proposals.as_view({"get": "retrieve"}), name="api-proposal"),
    path(f"{P}accept", Proposals.as_view({"post": "accept"}), name="api-proposal-accept"),
    path(f"{P}decline", Proposals.as_view({"post": "decline"}), name="api-proposal-decline"),
    path(f"{P}withdraw", Proposals.as_view({"post": "withdraw"}), name="api-proposal-withdraw"),
    path(f"{P}comments/", Remarks.as_view(LIST), name="api-proposal-comments"),
    path(D, Drafts.as_view({"get": "retrieve"}), name="api-draft"),
    path(f"{D}sections/<slug:section>/", Drafts.as_view({"put": "save_section"}), name="api-draft-section"),
    path(f"{D}confirmations/", Drafts.as_view({"post": "confirm"}), name="api-draft-confirmations"),
    path(f"{D}measures-from/", Drafts.as_view({"post": "take_measures"}), name="api-draft-measures-from"),
    path(f"{D}language", Drafts.as_view({"put": "set_language"}), name="api-draft-language"),
    path(f"{D}renew-form", Drafts.as_view({"post": "renew_form"}), name="api-renew-form"),
    path(f"{D}let-go", Drafts.as_view({"post": "let_go"}), name="api-let-go"),
    path(f"{D}withheld/", DraftMarks.as_view({"get": "retrieve"}), name="api-draft-withheld"),
    path(f"{D}withhold", DraftMarks.as_view({"post": "withhold"}), name="api-draft-withhold"),
    path(f"{D}disclose", DraftMarks.as_view({"post": "disclose"}), name="api-draft-disclose"),
    path(f"{D}withhold-many", DraftMarks.as_view({"post": "withhold_many"}), name="api-draft-withhold-many"),
    path(f"{D}withhold-many/preview", DraftMarks.as_view({"post": "preview"}), name="api-would-withhold"),
    path(f"{A}withholdings/", Withholdings.as_view(LIST), name="api-withholdings"),
    path(f"{A}withholdings/<int:number>/lift", Withholdings.as_view({"post": "lift"}), name="api-lift"),
    path(f"{D}submit", Drafts.as_view({"post": "submit"}), name="api-submit"),
    path(ROWS, Rows.as_view({"post": "create"}), name="api-draft-rows"),
    path(f"{ROWS}<uuid:row>/", Rows.as_view({"put": "update", "delete": "destroy"}), name="api-draft-row"),
    path(f"{ROWS}<uuid:row>/move", Rows.as_view({"post": "move"}), name="api-draft-row-move"),
    path(V, OneVersion.as_view({"get": "retrieve"}), name="api-version"),
    path(f"{V}fork", OneVersion.as_view({"post": "fork"}), name="api-fork"),
    path(f"{V}reasons/", OneVersion.as_view({"get": "reasons"}), name="api-reasons"),
    path(f"{V}comments/", Comments.as_view(LIST), name="api-comments"),
    path(f"{V}advice", Review.as_view({"post": "advise"}), name="api-advice"),
    path(f"{V}advice/response", Review.as_view({"post": "respond"}), name="api-advice-response"),
    path(f"{V}approve", Review.as_view({"post": "approve"}), name="api-approve"),
    path(f"{V}request-changes", Review.as_view({"post": "request_changes"}), name="api-request-changes"),
    path(f"{V}withdraw", Review.as_view({"post": "withdraw"}), name="api-withdraw"),
]
