"""The search index in DynamoDB: entries, counts, and their repair."""
