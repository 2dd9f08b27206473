"""What people take away: certificates to print, records as spreadsheets."""
