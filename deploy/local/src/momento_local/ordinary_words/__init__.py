"""`lint` fails on a name that uses a word of the project's former private language: see `.ci/old-words.toml`."""
