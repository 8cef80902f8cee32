"""Ports of uploads, measured."""
