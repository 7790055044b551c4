"""What an app's calls need beside the rules of writing: threads, lists that are kept, models that are the caller's."""
