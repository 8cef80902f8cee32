"""Names of places from GeoNames (https://www.geonames.org, CC BY 4.0), kept in `places.npz`."""
