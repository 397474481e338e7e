"""What a user would write instead: the choice of enterprises in plain Mesa; choice and open market in C."""
