"""An agency's trail as its auditors are shown it: on the page, over the API's files, in Excel and JSON."""
