"""Methods of albums and what they are asked."""
