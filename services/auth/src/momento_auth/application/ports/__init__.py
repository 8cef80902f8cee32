"""What the use cases need from outside; every adapter and every fake keeps to these contracts."""
