"""The public edge: takes uploads, has them inspected, stores them, and speaks HTTP for everything else."""
