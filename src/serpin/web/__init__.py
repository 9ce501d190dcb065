"""The web application: a calm face on the engines as they are."""
