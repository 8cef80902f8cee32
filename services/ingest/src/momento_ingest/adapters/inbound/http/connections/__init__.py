"""What is done below the routes: sockets, TLS, headers, bodies, reloads."""
