"""Forms made from the questions of a schema; they check shape, the actions check meaning."""
