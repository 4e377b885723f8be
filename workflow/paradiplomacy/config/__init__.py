"""The typed configuration: one model, from which defaults, JSON schema and documentation page come."""
