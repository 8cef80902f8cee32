"""The passwords people choose most, from the frequency lists of zxcvbn."""
