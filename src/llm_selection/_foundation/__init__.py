"""What everything stands on: frozen mappings, plain data, the gate for input, files, TOML, spelling, wording."""
