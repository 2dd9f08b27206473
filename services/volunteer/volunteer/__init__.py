"""Who can help: places, organisations, volunteers, teams."""
