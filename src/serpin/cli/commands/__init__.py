"""The commands, one module each; :mod:`serpin.cli.main` loads them when they are called."""
