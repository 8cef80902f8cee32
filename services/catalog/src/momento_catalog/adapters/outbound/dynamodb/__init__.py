"""Amazon DynamoDB: records, index and counts."""
