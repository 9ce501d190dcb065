"""The register: everything that a case consists of, as rows that people edit."""
