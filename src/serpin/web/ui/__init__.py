"""How pages look: base templates, tags, style; no models."""
