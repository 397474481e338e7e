"""Which runs, where they run, what is stored, how it is compared, drawn and reported; the `iei` command."""
