"""Records of media in DynamoDB, with the first copy of each checksum."""
