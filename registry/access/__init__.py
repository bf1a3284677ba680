"""Who may do what: permissions, roles as data, and the one policy that answers."""
