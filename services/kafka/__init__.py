"""How services and the command line read and write topics; never what is in them."""
