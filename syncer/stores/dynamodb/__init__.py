"""A DynamoDB table as the store; the only home of the AWS library."""
