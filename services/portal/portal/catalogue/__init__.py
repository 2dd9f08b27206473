"""Every code that people see, in Chinese and English, by subject. Each stands in one place."""
