"""The ground floor's forms: they check shape, the actions check meaning."""
