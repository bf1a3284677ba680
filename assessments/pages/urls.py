"""Where the archive's pages live."""

from django.urls import path

from assessments.pages.views import (
    catalogue,
    compare,
    confirm,
    deeds,
    edit,
    follow_up,
    fork,
    history,
    measures,
    pull,
    read,
    review,
    rows,
    share,
    solution,
    start,
    submit,
    tasks,
)

app_name = "assessments"

A = "assessments/<uuid:assessment>/"
V = "versions/<uuid:version>/"

urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("mine/", catalogue.mine, name="mine"),
    path("compare/", compare.compare, name="compare"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("solutions/<uuid:solution>/", solution.detail, name="solution"),
    path("assessments/new/", start.start, name="start"),
    path(A, read.assessment, name="assessment"),
    path(A + "draft/", read.draft, name="draft"),
    path(A + "history/", history.history, name="history"),
    path(A + "lineage/", history.lineage, name="lineage"),
    path(A + "edit/", edit.first, name="edit-first"),
    path(A + "edit/<slug:section>/", edit.section, name="edit"),
    path(A + "rows/<slug:collection>/new/", rows.add, name="row-add"),
    path(A + "rows/<slug:collection>/<str:row>/", rows.edit, name="row"),
    path(A + "rows/<slug:collection>/<str:row>/move/", rows.move, name="row-move"),
    path(A + "rows/<slug:collection>/<str:row>/remove/", rows.remove, name="row-remove"),
    path(A + "confirm/", confirm.confirm, name="confirm"),
    path(A + "pull/", pull.pull, name="pull"),
    path(A + "pull/choose/", pull.choose, name="pull-choose"),
    path(A + "pull/take-all/", pull.take_all, name="pull-take-all"),
    path(A + "pull/take-over/", pull.take_over, name="pull-take-over"),
    path(A + "pull/undo/", pull.undo, name="pull-undo"),
    path(A + "submit/", submit.submit, name="submit"),
    path(A + "revise/", deeds.revise, name="revise"),
    path(A + "share/", share.share, name="share"),
    path(A + "link/", share.link, name="link"),
    path(A + "measures-from/<uuid:version>/", measures.take, name="take-measures"),
    path(A + "follow-up/", follow_up.overview, name="follow-up"),
    path(A + "follow-up/<str:measure>/", follow_up.measure, name="follow-up-measure"),
    path(V, read.version, name="version"),
    path(V + "changes/", compare.changes, name="changes"),
    path(V + "fork/", fork.fork, name="fork"),
    path(V + "review/", review.review, name="review"),
    path(V + "review/comment/", review.comment, name="comment"),
    path(V + "review/advise/", review.advise, name="advise"),
    path(V + "review/respond/", review.respond, name="respond"),
    path(V + "review/approve/", review.approve, name="approve"),
    path(V + "review/request-changes/", review.request_changes, name="request-changes"),
    path(V + "withdraw/", review.withdraw, name="withdraw"),
]
