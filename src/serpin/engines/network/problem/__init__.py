"""What cooperation is asked, in the words that model and checker share."""
