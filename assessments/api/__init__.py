"""The archive over HTTP: addresses, shapes and views, each method one call into an action or a reading.

Who may do what is decided in `assessments.access` and the actions, never here: the table of needs of each
view says only whether one must be signed in. What one may not see is absent (404); what one may see but not
do is refused (403); what a body names is looked for among what one may see (422 when it is not there).
"""
