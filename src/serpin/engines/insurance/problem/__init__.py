"""The register in the words that model and checker share: law, money, events and offers."""
