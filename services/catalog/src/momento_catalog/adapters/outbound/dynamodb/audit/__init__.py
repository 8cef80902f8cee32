"""The history of a library in DynamoDB."""
