"""One file of views per kind of page; each makes one call into an action or a policy-filtered queryset."""
