"""gRPC: `momento.catalog.v1.CatalogService`."""
