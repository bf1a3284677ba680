"""The ground floor over HTTP: each method is one call into an action, or a policy-filtered list."""
