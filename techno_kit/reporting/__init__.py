"""Results for those who were not there: pages to share."""
